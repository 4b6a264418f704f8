package io.trueup.architecture.offender.circle.left;

import io.trueup.architecture.offender.circle.right.Right;

public record Left(Right right) {}
