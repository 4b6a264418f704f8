@NullMarked
package io.trueup.server;

import org.jspecify.annotations.NullMarked;
