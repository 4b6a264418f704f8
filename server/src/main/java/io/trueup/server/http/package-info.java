/**
 * The conventions of the HTTP contract, for every endpoint alike: strict bodies and parameters,
 * problems, consistency headers, entity tags, pages, CSV. docs/http.md says how to use them.
 */
@NullMarked
package io.trueup.server.http;

import org.jspecify.annotations.NullMarked;
