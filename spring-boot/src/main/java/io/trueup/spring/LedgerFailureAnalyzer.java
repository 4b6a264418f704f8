package io.trueup.spring;

import io.trueup.ledger.LedgerException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says why the ledger did not open: its messages say what to do. */
final class LedgerFailureAnalyzer extends AbstractFailureAnalyzer<LedgerException> {
  @Override
  protected FailureAnalysis analyze(Throwable root, LedgerException cause) {
    return new FailureAnalysis("The ledger did not open.", cause.getMessage(), cause);
  }
}
