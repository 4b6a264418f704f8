/** The description of the HTTP contract that the server gives of itself. */
@NullMarked
package io.trueup.server.openapi;

import org.jspecify.annotations.NullMarked;
