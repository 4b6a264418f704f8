package io.trueup.changelog;

/**
 * The fact of an application that has no facts of its own: what the change's tags name is different
 * now. Every log can write and read it.
 */
public record TagsTouched() {}
