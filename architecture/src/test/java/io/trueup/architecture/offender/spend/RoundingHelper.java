package io.trueup.architecture.offender.spend;

public final class RoundingHelper {}
