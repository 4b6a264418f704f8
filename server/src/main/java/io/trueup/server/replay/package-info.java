/** Sends the usage of a file to a running server. */
@NullMarked
package io.trueup.server.replay;

import org.jspecify.annotations.NullMarked;
