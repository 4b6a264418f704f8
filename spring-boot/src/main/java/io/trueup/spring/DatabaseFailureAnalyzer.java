package io.trueup.spring;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says why Trueup can't use the application's database. */
final class DatabaseFailureAnalyzer extends AbstractFailureAnalyzer<UnusableDatabaseException> {
  @Override
  protected FailureAnalysis analyze(Throwable root, UnusableDatabaseException cause) {
    return new FailureAnalysis(
        "Trueup can't use the application's database: " + cause.getMessage(),
        cause.action(),
        cause);
  }
}
