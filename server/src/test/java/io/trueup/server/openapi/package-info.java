@NullMarked
package io.trueup.server.openapi;

import org.jspecify.annotations.NullMarked;
