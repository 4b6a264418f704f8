@NullMarked
package io.trueup.server.analytics;

import org.jspecify.annotations.NullMarked;
