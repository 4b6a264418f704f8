package io.trueup.server.spend;

import io.trueup.cache.Answer;
import io.trueup.cache.ReadRequest;
import io.trueup.ledger.SpendKey;
import io.trueup.ledger.SpendTotals;
import io.trueup.server.books.Books;
import io.trueup.server.http.Consistency;
import io.trueup.server.http.CsvTable;
import io.trueup.server.http.Reply;
import io.trueup.server.http.ScopeForm;
import io.trueup.server.http.TotalsColumns;
import io.trueup.server.http.WindowBody;
import io.trueup.spend.Scope;
import io.trueup.spend.Window;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/spend}. */
@RestController
@RequestMapping("/v1/spend")
public final class SpendController {
  private final Books books;

  /** Over these books. */
  public SpendController(Books books) {
    this.books = books;
  }

  /** What was asked for and what came of it. */
  private record Found(
      Scope scope, Window window, Answer<SpendTotals> answer, Consistency consistency) {}

  @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<SpendBody> spend(@ParameterObject SpendParameters asked, ReadRequest freshness) {
    Found found = find(asked, freshness);
    SpendTotals totals = found.answer().value();
    Consistency consistency = found.consistency();
    return Reply.read(
        consistency,
        new SpendBody(
            ScopeForm.of(found.scope()),
            asked.period(),
            WindowBody.of(found.window()),
            totals.cost(),
            books.currency(),
            totals.requests(),
            totals.usage(),
            books.asOf(consistency.age()),
            consistency.positionValue()));
  }

  @GetMapping(produces = CsvTable.MEDIA_TYPE)
  ResponseEntity<CsvTable> csv(@ParameterObject SpendParameters asked, ReadRequest freshness) {
    Found found = find(asked, freshness);
    SpendTotals totals = found.answer().value();
    WindowBody window = WindowBody.of(found.window());
    TotalsColumns columns = TotalsColumns.of(List.of(totals));
    return Reply.read(
        found.consistency(),
        new CsvTable(
            columns.after("scope", "period", "from", "to"),
            Stream.of(
                columns.row(
                    totals,
                    books.currency(),
                    Arrays.asList(
                        found.scope().text(),
                        asked.period().wireName(),
                        window.from(),
                        window.to())))));
  }

  private Found find(SpendParameters asked, ReadRequest freshness) {
    ZoneId zone = Objects.requireNonNullElse(asked.timeZone(), ZoneOffset.UTC);
    Instant at = asked.at() == null ? books.now() : asked.at().in(zone);
    Window window = asked.period().windowAt(at, zone);
    Scope scope = asked.toScope();
    Answer<SpendTotals> answer =
        books.ledger().views().spend().read(new SpendKey(scope, window), freshness);
    return new Found(scope, window, answer, Consistency.of(answer));
  }
}
