package io.trueup.server.changes;

import io.trueup.cache.ChangeListener;
import io.trueup.cache.LoggedChange;
import io.trueup.cache.Position;
import io.trueup.ledger.Ledger;
import io.trueup.server.http.Problem;
import io.trueup.server.http.ProblemException;
import io.trueup.server.http.ProblemType;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.context.SmartLifecycle;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/*
 * Each feed reads the log by a cursor of its own, on a thread of its own, a page at a time, and waits
 * for a signal that there is more. Nothing is queued for it: a client that reads slowly holds up its
 * own thread until the connection's write time-out ends it, and comes back with Last-Event-ID. So
 * memory and threads are bounded by the number of feeds, and nothing is lost or sent twice.
 *
 * Feeds end before the web server waits for requests to end, which they otherwise never would.
 */
/** The live feeds of the change log. Safe for use by many threads. */
public final class LiveFeeds implements SmartLifecycle, ChangeListener {
  static final int MOST = 64;
  private static final Duration SOON = Duration.ofSeconds(5);

  private final Ledger ledger;
  private final Duration heartbeat;
  private final Set<LiveFeed> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger count = new AtomicInteger();
  private boolean listening;
  private volatile boolean running = true;

  /** Over this ledger, with a sign of life after each such time without a change. */
  public LiveFeeds(Ledger ledger, Duration heartbeat) {
    this.ledger = ledger;
    this.heartbeat = heartbeat;
  }

  /**
   * Begins a feed after this position.
   *
   * @throws ProblemException 503 if there are too many, or the server ends
   */
  SseEmitter open(Position after) {
    if (count.incrementAndGet() > MOST || !running) {
      count.decrementAndGet();
      throw new ProblemException(
          Problem.of(ProblemType.UNAVAILABLE, "There are too many live feeds: try again later.")
              .retryAfter(SOON));
    }
    listen();
    LiveFeed feed = new LiveFeed(ledger.changes(), after, heartbeat);
    open.add(feed);
    SseEmitter emitter = feed.start(() -> closed(feed));
    if (!running) {
      feed.end();
    }
    return emitter;
  }

  private void closed(LiveFeed feed) {
    if (open.remove(feed)) {
      count.decrementAndGet();
    }
  }

  /** Only once somebody follows: following costs queries. */
  private synchronized void listen() {
    if (!listening) {
      listening = true;
      ledger.listen(this);
    }
  }

  @Override
  public void onChange(LoggedChange change) {
    open.forEach(LiveFeed::ring);
  }

  @Override
  public void onGap() {
    open.forEach(LiveFeed::ring);
  }

  @Override
  public void start() {
    running = true;
  }

  @Override
  public void stop() {
    running = false;
    open.forEach(LiveFeed::end);
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
