package io.trueup.architecture.offender.spend;

/** No offender: an amount. */
public record Cents(long count) {}
