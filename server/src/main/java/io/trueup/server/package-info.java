/** The program: its command line and what it starts. */
@NullMarked
package io.trueup.server;

import org.jspecify.annotations.NullMarked;
