/** Alerts and their settings. */
@NullMarked
package io.trueup.server.alerts;

import org.jspecify.annotations.NullMarked;
