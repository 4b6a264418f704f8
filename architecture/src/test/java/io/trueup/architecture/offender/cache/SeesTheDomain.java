package io.trueup.architecture.offender.cache;

import io.trueup.architecture.offender.spend.Cents;

public record SeesTheDomain(Cents cents) {}
