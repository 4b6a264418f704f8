package io.trueup.cache;

/**
 * The fact of a change that drops every entry of every cache on every node, whatever its tags: for
 * operators, and for writers who can't say what they touched.
 */
public record EverythingChanged() {}
