package io.trueup.spring;

/**
 * The event that changes were missed: the log was trimmed, or replaced by another history, before
 * this application had heard of them.
 */
public record ChangesMissed() {}
