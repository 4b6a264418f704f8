/** The command that starts the server. */
@NullMarked
package io.trueup.server.serve;

import org.jspecify.annotations.NullMarked;
