package io.trueup.server.usage;

import io.trueup.ledger.RecordResult;
import io.trueup.ledger.UsageRequest;
import io.trueup.server.http.BodyTooLargeException;
import io.trueup.server.http.Problems;
import io.trueup.server.http.StrictJson;
import io.trueup.spend.Catalogue;
import io.trueup.spend.InvalidInputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/*
 * A batch is read whole before any of it is recorded: one that is too long, or an array that turns
 * out unreadable at its end, must have recorded nothing. It is read one call at a time, and of each
 * only the request is kept, so that memory is bounded by the number of calls.
 */

/** The calls of a batch: those that can be read, and why the others can't. Not thread-safe. */
final class Batch {
  /** How many calls a batch may have. */
  static final int MAX_CALLS = 10_000;

  private final List<UsageRequest> requests = new ArrayList<>();

  /** One for each call, in order; null: it is among the requests. */
  private final List<@Nullable BatchResult> refused = new ArrayList<>();

  private final Supplier<Catalogue> catalogue;

  private Batch(Supplier<Catalogue> catalogue) {
    this.catalogue = catalogue;
  }

  static Batch ofArray(InputStream body, Supplier<Catalogue> catalogue) {
    Batch batch = new Batch(catalogue);
    StrictJson.readEach(body, UsageForm.class, batch::add);
    return batch;
  }

  static Batch ofLines(InputStream body, Supplier<Catalogue> catalogue) throws IOException {
    Batch batch = new Batch(catalogue);
    Lines lines = new Lines(body);
    for (byte[] line = lines.next(); line != null; line = lines.next()) {
      batch.add(StrictJson.attempt(new ByteArrayInputStream(line), UsageForm.class));
    }
    return batch;
  }

  private void add(StrictJson.Read<UsageForm> call) {
    if (refused.size() == MAX_CALLS) {
      throw new BodyTooLargeException(
          "A batch has at most " + MAX_CALLS + " calls; nothing was recorded.");
    }
    UsageForm form = call.value();
    RuntimeException refusal = form == null ? call.refusal() : added(form);
    refused.add(refusal == null ? null : problem(refusal));
  }

  private @Nullable RuntimeException added(UsageForm form) {
    try {
      requests.add(form.toRequest(catalogue));
      return null;
    } catch (InvalidInputException e) {
      return e;
    }
  }

  List<UsageRequest> requests() {
    return requests;
  }

  /** The results of all calls, given those of the requests. */
  BatchBody answer(List<RecordResult> results, String currency) {
    List<BatchResult> all = new ArrayList<>(refused.size());
    int next = 0;
    for (BatchResult refusal : refused) {
      all.add(refusal == null ? result(results.get(next++), currency) : refusal);
    }
    return new BatchBody(all);
  }

  private static BatchResult result(RecordResult result, String currency) {
    if (result instanceof RecordResult.Recorded recorded) {
      return RecordBody.of(recorded, currency);
    }
    return problem(((RecordResult.Refused) result).reason());
  }

  private static BatchResult problem(RuntimeException reason) {
    return new BatchResult.Refused(Problems.of(reason).body());
  }
}
