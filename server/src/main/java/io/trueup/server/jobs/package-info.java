/** Work in the background, and how far it is. */
@NullMarked
package io.trueup.server.jobs;

import org.jspecify.annotations.NullMarked;
