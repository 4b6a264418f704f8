package io.trueup.server.changes;

import io.trueup.cache.Position;
import io.trueup.ledger.Changes;
import io.trueup.ledger.Page;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** One live feed: what it was sent last, and the thread that sends. */
final class LiveFeed {
  private static final Logger LOG = LoggerFactory.getLogger(LiveFeed.class);
  private static final long NO_TIME_OUT = 0;

  private final Changes changes;
  private final Duration heartbeat;
  private final SseEmitter emitter = new SseEmitter(NO_TIME_OUT);
  private final Semaphore news = new Semaphore(0);
  private Position last;
  private volatile boolean ended;

  LiveFeed(Changes changes, Position after, Duration heartbeat) {
    this.changes = changes;
    this.last = after;
    this.heartbeat = heartbeat;
  }

  /** Begins to send; the callback runs once when the feed has ended, for whatever reason. */
  SseEmitter start(Runnable closed) {
    Runnable end =
        () -> {
          end();
          closed.run();
        };
    emitter.onCompletion(end);
    emitter.onTimeout(end);
    emitter.onError(failure -> end.run());
    Thread thread = new Thread(() -> run(end), "trueup-feed");
    thread.setDaemon(true);
    thread.start();
    return emitter;
  }

  /** There may be more to send. Permits do not pile up: the next look sends all there is. */
  void ring() {
    if (news.availablePermits() == 0) {
      news.release();
    }
  }

  void end() {
    ended = true;
    news.release();
  }

  private void run(Runnable end) {
    try {
      emitter.send(SseEmitter.event().comment("following").reconnectTime(1_000));
      while (!ended) {
        if (!sendNews() && !news.tryAcquire(heartbeat.toMillis(), TimeUnit.MILLISECONDS)) {
          emitter.send(SseEmitter.event().comment("still here"));
        }
      }
    } catch (IOException | IllegalStateException e) {
      LOG.debug("the client of a live feed is gone", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.warn("a live feed ends: its client has to come back", e);
    } finally {
      emitter.complete();
      end.run();
    }
  }

  /** Sends a page; whether there was any. */
  private boolean sendNews() throws IOException {
    news.drainPermits();
    List<Changes.Item> page = changes.after(last, Page.MAX_LIMIT);
    for (Changes.Item change : page) {
      if (ended) {
        return true;
      }
      emitter.send(
          SseEmitter.event()
              .id(change.position().toString())
              .data(ChangeBody.of(change), MediaType.APPLICATION_JSON));
      last = change.position();
    }
    return !page.isEmpty();
  }
}
