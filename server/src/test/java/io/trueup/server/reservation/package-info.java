@NullMarked
package io.trueup.server.reservation;

import org.jspecify.annotations.NullMarked;
