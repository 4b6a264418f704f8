package io.trueup.spring;

import io.trueup.cache.spi.ChangeLogException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says why the change log did not open: its messages say what to do. */
final class ChangeLogFailureAnalyzer extends AbstractFailureAnalyzer<ChangeLogException> {
  @Override
  protected FailureAnalysis analyze(Throwable root, ChangeLogException cause) {
    return new FailureAnalysis("The change log did not open.", cause.getMessage(), cause);
  }
}
