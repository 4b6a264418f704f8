package io.trueup.spring;

import java.util.List;
import java.util.stream.Collectors;

/** Settings that make no sense, all of them. */
public final class InvalidSettingsException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<SettingsProblem> problems;

  InvalidSettingsException(List<SettingsProblem> problems) {
    super(problems.stream().map(SettingsProblem::toString).collect(Collectors.joining("; ")));
    this.problems = List.copyOf(problems);
  }

  /** One for each setting. */
  public List<SettingsProblem> problems() {
    return problems;
  }
}
