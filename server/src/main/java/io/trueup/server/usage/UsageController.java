package io.trueup.server.usage;

import io.trueup.cache.Position;
import io.trueup.cache.ReadRequest;
import io.trueup.ledger.RecordResult;
import io.trueup.ledger.RecordResult.Recorded;
import io.trueup.server.books.Books;
import io.trueup.server.http.Consistency;
import io.trueup.server.http.Items;
import io.trueup.server.http.NotFoundException;
import io.trueup.server.http.PercentEncoding;
import io.trueup.server.http.Reply;
import io.trueup.spend.Catalogue;
import io.trueup.spend.Identifiers;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/usage}. */
@RestController
@RequestMapping(path = "/v1/usage", produces = MediaType.APPLICATION_JSON_VALUE)
public final class UsageController {
  private final Books books;

  /** Over these books. */
  public UsageController(Books books) {
    this.books = books;
  }

  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  @ResponseStatus(HttpStatus.CREATED)
  ResponseEntity<RecordBody> record(@RequestBody UsageForm form) {
    Recorded recorded =
        books.ledger().usage().record(form.toRequest(books.ledger().prices()::catalogue));
    RecordBody body = RecordBody.of(recorded, books.currency());
    URI location = PercentEncoding.path("v1", "usage", body.id());
    return recorded.duplicate()
        ? Reply.ok(recorded.position(), null, body)
        : Reply.created(location, recorded.position(), null, body);
  }

  @PostMapping(path = "/batch", consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<BatchBody> recordArray(HttpServletRequest request) throws IOException {
    return record(Batch.ofArray(request.getInputStream(), onceAsked()));
  }

  @PostMapping(path = "/batch", consumes = MediaType.APPLICATION_NDJSON_VALUE)
  ResponseEntity<BatchBody> recordLines(HttpServletRequest request) throws IOException {
    return record(Batch.ofLines(request.getInputStream(), onceAsked()));
  }

  /** One catalogue for a whole batch, looked up with its first response. */
  private Supplier<Catalogue> onceAsked() {
    return SingletonSupplier.of(books.ledger().prices()::catalogue);
  }

  private ResponseEntity<BatchBody> record(Batch batch) {
    List<RecordResult> results = books.ledger().usage().recordAll(batch.requests());
    @Nullable Position highest = null;
    for (RecordResult result : results) {
      if (result instanceof Recorded recorded) {
        highest = Consistency.later(highest, recorded.position());
      }
    }
    return Reply.ok(highest, null, batch.answer(results, books.currency()));
  }

  @GetMapping
  ResponseEntity<Items<RecordBody>> list(
      @ParameterObject UsageParameters parameters, ReadRequest freshness) {
    var page =
        books.read(
            freshness,
            () ->
                books
                    .ledger()
                    .usage()
                    .list(
                        parameters.toQuery(books.now()),
                        parameters.cursor(),
                        Items.limit(parameters.limit())));
    return Reply.ok(
        page.position(),
        null,
        Items.of(page.value()).map(stored -> RecordBody.of(stored, books.currency())));
  }

  @GetMapping("/{id}")
  ResponseEntity<RecordBody> get(@PathVariable String id, ReadRequest freshness) {
    var found =
        books.read(freshness, () -> books.ledger().usage().find(Identifiers.check("id", id)));
    Recorded stored = found.value().orElseThrow(() -> new NotFoundException("usage record", id));
    return Reply.ok(found.position(), null, RecordBody.of(stored, books.currency()));
  }
}
