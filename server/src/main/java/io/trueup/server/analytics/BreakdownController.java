package io.trueup.server.analytics;

import io.trueup.cache.Answer;
import io.trueup.cache.ReadRequest;
import io.trueup.ledger.Breakdown;
import io.trueup.ledger.BreakdownKey;
import io.trueup.server.books.Books;
import io.trueup.server.http.Consistency;
import io.trueup.server.http.CsvTable;
import io.trueup.server.http.Items;
import io.trueup.server.http.Reply;
import io.trueup.server.http.TotalsColumns;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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

  /** The groups from the cursor on, and what they were found with. */
  private record Found(BreakdownKey key, List<Group> groups, Answer<Breakdown> answer) {
    Consistency consistency() {
      return Consistency.of(answer);
    }
  }

  @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<BreakdownBody> breakdown(
      @ParameterObject BreakdownParameters asked, ReadRequest freshness) {
    Found found = find(asked, freshness);
    int limit = Math.min(Items.limit(asked.limit()), found.groups().size());
    List<Group> page = found.groups().subList(0, limit);
    boolean isLast = limit == found.groups().size();
    return Reply.read(
        found.consistency(),
        body(asked, found, page, isLast ? null : page.get(limit - 1).cursor()));
  }

  private BreakdownBody body(
      BreakdownParameters asked, Found found, List<Group> page, @Nullable String nextCursor) {
    Consistency consistency = found.consistency();
    BreakdownKey key = found.key();
    return new BreakdownBody(
        asked.by(),
        key.from(),
        key.to(),
        key.zone(),
        books.currency(),
        page.stream().map(BreakdownBody.Item::of).toList(),
        BreakdownBody.Total.of(found.answer().value().total()),
        nextCursor,
        books.asOf(consistency.age()),
        consistency.positionValue());
  }

  /** All groups, unless fewer are asked for: CSV has no place for a cursor. */
  @GetMapping(produces = CsvTable.MEDIA_TYPE)
  ResponseEntity<CsvTable> csv(@ParameterObject BreakdownParameters asked, ReadRequest freshness) {
    Found found = find(asked, freshness);
    TotalsColumns columns = TotalsColumns.of(found.answer().value().groups().values());
    Stream<Group> groups = found.groups().stream();
    Integer limit = asked.limit();
    return Reply.read(
        found.consistency(),
        new CsvTable(
            columns.after("key"),
            (limit == null ? groups : groups.limit(limit))
                .map(
                    group ->
                        columns.row(
                            group.totals(), books.currency(), Arrays.asList(group.key())))));
  }

  private Found find(BreakdownParameters asked, ReadRequest freshness) {
    BreakdownKey key = asked.toKey(books.now());
    Answer<Breakdown> answer = books.ledger().views().breakdown().read(key, freshness);
    return new Found(key, groups(asked, answer.value()), answer);
  }

  private static List<Group> groups(BreakdownParameters asked, Breakdown breakdown) {
    List<Group> all = Group.sorted(breakdown, asked.by());
    String cursor = asked.cursor();
    if (cursor == null) {
      return all;
    }
    Group last = Group.at(cursor);
    Comparator<Group> order = Group.order(asked.by());
    return all.stream().filter(group -> order.compare(group, last) > 0).toList();
  }
}
