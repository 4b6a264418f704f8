package io.trueup.server.jobs;

import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The jobs of this node since its start: those that run, and of those that ended the newest,
 * {@value #MOST} in all. Safe for use by many threads.
 */
public final class Jobs {
  static final int MOST = 200;

  private final Map<String, Source> byId = new LinkedHashMap<>();

  /** Without any. */
  public Jobs() {}

  /** How far a job is, asked anew each time. */
  @FunctionalInterface
  public interface Progress {
    /** As it stands. */
    Snapshot now();
  }

  /**
   * What a job says of itself.
   *
   * @param state how far it is
   * @param planned how much there is to do
   * @param done how much is done
   * @param failed how much failed
   * @param result what came of it; null while it runs
   */
  public record Snapshot(
      Job.State state,
      long planned,
      long done,
      long failed,
      @Nullable Map<String, Object> result) {}

  private record Source(String kind, Instant startedAt, Progress progress) {
    Job job(String id) {
      Snapshot now = progress.now();
      return new Job(
          id, kind, now.state(), now.planned(), now.done(), now.failed(), startedAt, now.result());
    }
  }

  /** Remembers a job that has begun. */
  public Job add(String kind, Instant startedAt, Progress progress) {
    String id = UUID.randomUUID().toString();
    Source source = new Source(kind, startedAt, progress);
    synchronized (byId) {
      byId.put(id, source);
      forget();
    }
    return source.job(id);
  }

  /** The oldest that ended go first; only so many can run at once, so there are always some. */
  private void forget() {
    for (Iterator<Source> it = byId.values().iterator(); byId.size() > MOST && it.hasNext(); ) {
      if (it.next().progress().now().state() != Job.State.RUNNING) {
        it.remove();
      }
    }
  }

  /** The job of this id. */
  public Optional<Job> find(String id) {
    Source source;
    synchronized (byId) {
      source = byId.get(id);
    }
    return Optional.ofNullable(source).map(it -> it.job(id));
  }
}
