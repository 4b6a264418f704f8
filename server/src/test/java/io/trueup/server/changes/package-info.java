@NullMarked
package io.trueup.server.changes;

import org.jspecify.annotations.NullMarked;
