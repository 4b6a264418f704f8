package io.trueup.architecture.offender.spend;

import java.nio.file.Path;

public record OpensAFile(Path path) {}
