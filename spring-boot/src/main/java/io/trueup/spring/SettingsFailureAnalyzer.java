package io.trueup.spring;

import java.util.stream.Collectors;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says which settings kept the application from starting. */
final class SettingsFailureAnalyzer extends AbstractFailureAnalyzer<InvalidSettingsException> {
  @Override
  protected FailureAnalysis analyze(Throwable root, InvalidSettingsException cause) {
    String problems =
        cause.problems().stream()
            .map(problem -> "  - " + problem)
            .collect(Collectors.joining(System.lineSeparator()));
    return new FailureAnalysis(
        "Settings of Trueup make no sense:" + System.lineSeparator() + problems,
        "Correct or remove them. docs/settings.md lists all, docs/environments.md what each"
            + " environment sets.",
        cause);
  }
}
