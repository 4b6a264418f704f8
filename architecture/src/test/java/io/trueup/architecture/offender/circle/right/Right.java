package io.trueup.architecture.offender.circle.right;

import io.trueup.architecture.offender.circle.left.Left;

public record Right(Left left) {}
