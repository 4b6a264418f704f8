package io.trueup.architecture.offender.unmarked;

public final class Unmarked {}
