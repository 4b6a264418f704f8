package io.trueup.architecture.offender.spend;

import io.trueup.architecture.offender.cache.Entries;

public record SeesTheCache(Entries entries) {}
