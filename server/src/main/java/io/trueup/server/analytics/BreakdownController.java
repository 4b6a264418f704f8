package io.trueup.server.analytics;

import io.trueup.cache.Answer;
import io.trueup.cache.ReadRequest;
import io.trueup.ledger.BreakdownKey;
import io.trueup.ledger.BreakdownPage;
import io.trueup.ledger.BreakdownPage.Group;
import io.trueup.server.books.Books;
import io.trueup.server.http.Consistency;
import io.trueup.server.http.CsvTable;
import io.trueup.server.http.Items;
import io.trueup.server.http.Reply;
import io.trueup.server.http.TotalsColumns;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/analytics/breakdown}. */
@RestController
@RequestMapping("/v1/analytics/breakdown")
public final class BreakdownController {
  private final Books books;

  /** Over these books. */
  public BreakdownController(Books books) {
    this.books = books;
  }

  @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<BreakdownBody> breakdown(
      @ParameterObject BreakdownParameters asked, ReadRequest freshness) {
    BreakdownKey key = asked.toKey(books.now());
    Answer<BreakdownPage> answer =
        books
            .ledger()
            .breakdowns()
            .page(key, asked.cursor(), Items.limit(asked.limit()), freshness);
    Consistency consistency = Consistency.of(answer);
    return Reply.read(consistency, body(key, answer.value(), consistency));
  }

  private BreakdownBody body(BreakdownKey key, BreakdownPage page, Consistency consistency) {
    return new BreakdownBody(
        key.by(),
        key.from(),
        key.to(),
        key.zone(),
        books.currency(),
        page.groups().stream().map(BreakdownBody.Item::of).toList(),
        BreakdownBody.Total.of(page.total()),
        page.nextCursor(),
        books.asOf(consistency.age()),
        consistency.positionValue());
  }

  /** All groups, unless fewer are asked for: CSV has no place for a cursor. */
  @GetMapping(produces = CsvTable.MEDIA_TYPE)
  ResponseEntity<CsvTable> csv(@ParameterObject BreakdownParameters asked, ReadRequest freshness) {
    BreakdownPages pages =
        new BreakdownPages(books.ledger().breakdowns(), asked.toKey(books.now()), freshness);
    Answer<BreakdownPage> first = pages.after(asked.cursor());
    TotalsColumns columns = TotalsColumns.of(List.of(first.value().total()));
    Stream<Group> groups = pages.from(first.value());
    Integer limit = asked.limit();
    return Reply.read(
        Consistency.of(first),
        new CsvTable(
            columns.after("key"),
            (limit == null ? groups : groups.limit(limit))
                .map(
                    group ->
                        columns.row(
                            group.totals(), books.currency(), Arrays.asList(group.key())))));
  }
}
