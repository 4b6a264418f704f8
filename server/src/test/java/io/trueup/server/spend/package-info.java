@NullMarked
package io.trueup.server.spend;

import org.jspecify.annotations.NullMarked;
