/**
 * Several servers over one database and one Redis, a load of all kinds of requests, everything that
 * breaks, and a checker of every answer. docs/chaos.md says what is checked.
 */
@NullMarked
package io.trueup.chaos;

import org.jspecify.annotations.NullMarked;
