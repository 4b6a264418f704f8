/** The command line, which knows every command. */
@NullMarked
package io.trueup.server.cli;

import org.jspecify.annotations.NullMarked;
