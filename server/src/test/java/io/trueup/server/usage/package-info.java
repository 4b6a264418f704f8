@NullMarked
package io.trueup.server.usage;

import org.jspecify.annotations.NullMarked;
