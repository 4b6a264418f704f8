@NullMarked
package io.trueup.server.scenarios;

import org.jspecify.annotations.NullMarked;
