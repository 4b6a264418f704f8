/** Traces of model calls: rows of a file, and whose calls they are taken for. */
@NullMarked
package io.trueup.server.trace;

import org.jspecify.annotations.NullMarked;
