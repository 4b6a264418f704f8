@NullMarked
package io.trueup.server.trace;

import org.jspecify.annotations.NullMarked;
