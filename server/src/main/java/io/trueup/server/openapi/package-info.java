/** The OpenAPI document, made from the same records that requests are read by. */
@NullMarked
package io.trueup.server.openapi;

import org.jspecify.annotations.NullMarked;
