package io.trueup.server.changes;

import io.trueup.cache.Position;
import io.trueup.cache.ReadRequest;
import io.trueup.cache.Snapshot;
import io.trueup.ledger.PositionTooOldException;
import io.trueup.server.books.Books;
import io.trueup.server.http.Items;
import io.trueup.server.http.Problem;
import io.trueup.server.http.ProblemException;
import io.trueup.server.http.ProblemType;
import io.trueup.server.http.Reply;
import io.trueup.spend.InvalidInputException;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** {@code /v1/changes}: the log, page by page or live. */
@RestController
@RequestMapping("/v1/changes")
public final class ChangeController {
  private static final Pattern EVENT_ID = Pattern.compile("[0-9]{1,18}");

  private final Books books;
  private final LiveFeeds feeds;

  /** Over these books. */
  public ChangeController(Books books, LiveFeeds feeds) {
    this.books = books;
    this.feeds = feeds;
  }

  @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<Items<ChangeBody>> list(
      @ParameterObject ChangesParameters parameters, ReadRequest freshness) {
    int limit = Items.limit(parameters.limit());
    Snapshot<List<ChangeBody>> found =
        checked(
            () ->
                books.read(
                    freshness,
                    () ->
                        books.ledger().changes().after(parameters.start(), limit).stream()
                            .map(ChangeBody::of)
                            .toList()));
    List<ChangeBody> items = found.value();
    String next = items.size() < limit ? null : ChangesParameters.cursorAfter(items.get(limit - 1));
    return Reply.ok(found.position(), null, new Items<>(items, next));
  }

  /** Each event's id is the position of its change. */
  @GetMapping(produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  SseEmitter follow(
      @ParameterObject FeedParameters parameters,
      @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId) {
    Long after = parameters.after();
    Position start =
        lastEventId == null || lastEventId.isEmpty()
            ? after == null ? books.ledger().changes().head() : new Position(after)
            : positionOf(lastEventId);
    checked(() -> books.ledger().changes().after(start, 1));
    return feeds.open(start);
  }

  private static Position positionOf(String lastEventId) {
    if (!EVENT_ID.matcher(lastEventId).matches()) {
      throw new InvalidInputException("Last-Event-ID", "must be the id of an event");
    }
    return new Position(Long.parseLong(lastEventId));
  }

  /** What the log no longer has is gone. */
  private static <T> T checked(Supplier<T> read) {
    try {
      return read.get();
    } catch (PositionTooOldException e) {
      throw new ProblemException(
          Problem.of(ProblemType.POSITION_TOO_OLD, String.valueOf(e.getMessage())));
    }
  }
}
