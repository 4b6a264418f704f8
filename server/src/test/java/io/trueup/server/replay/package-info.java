@NullMarked
package io.trueup.server.replay;

import org.jspecify.annotations.NullMarked;
