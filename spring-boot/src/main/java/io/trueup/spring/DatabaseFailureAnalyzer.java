package io.trueup.spring;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Says why Trueup can't use the application's database, before others explain the cause of it. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class DatabaseFailureAnalyzer extends AbstractFailureAnalyzer<UnusableDatabaseException> {
  @Override
  protected FailureAnalysis analyze(Throwable root, UnusableDatabaseException cause) {
    return new FailureAnalysis(
        "Trueup can't use the application's database: " + cause.getMessage(),
        cause.action(),
        cause);
  }
}
