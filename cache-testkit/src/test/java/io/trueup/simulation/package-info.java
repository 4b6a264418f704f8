/**
 * The real cache under a seeded scheduler: many nodes, one database, every kind of trouble, and a
 * checker that knows what was committed when.
 */
@NullMarked
package io.trueup.simulation;

import org.jspecify.annotations.NullMarked;
