/** The main job on real traffic: a trace is recorded, budgets are enforced, every answer judged. */
@NullMarked
package io.trueup.server.demo;

import org.jspecify.annotations.NullMarked;
