package io.trueup.simulation;

import io.trueup.cache.Answer;
import io.trueup.cache.CacheException;
import io.trueup.cache.CachePolicy;
import io.trueup.cache.Lookup;
import io.trueup.cache.OnOutage;
import io.trueup.cache.Outcome;
import io.trueup.cache.Position;
import io.trueup.cache.ReadRequest;
import io.trueup.cache.Strategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/*
 * One read, and whether its answer may be.
 *
 * The truth of an account is a row of states, each from one moment to another. An answer is right if
 * there are states, one for each account of the key, such that
 *
 *   K1  each was still the truth within the bound before the read began, and within the age answered
 *       (an old one counts by its end: what ended at start - bound is too old);
 *   K3  none is older than what this node's own writes had made when the read began; but an answer in
 *       an outage, where the policy allows it, is held to its age alone;
 *   K5  none had ended when the session's last answer, whose position was handed on, began to be true;
 *   K4  they were the truth at one moment, all of them, unless they come from a load of several queries
 *       or were offered after such, which may have met different moments as it would without a cache; as
 *       an old value such is never taken, but in an outage it may be answered as long as nobody knew;
 *   K6  nothing else: no state that never was, so nothing uncommitted, doubled or left out.
 */
final class Question {
  private final World world;
  private final Scheduler scheduler;
  private final SimulatedNode node;
  private final SimulatedNode.Kind kind;
  private final String key;
  private final @Nullable Session session;
  private final long start;
  private final long startTime;
  private final int history;
  private final CachePolicy policy;
  private final Database.@Nullable Pending pending;
  private final Map<String, Long> own;

  Question(
      World world,
      SimulatedNode node,
      SimulatedNode.Kind kind,
      String key,
      @Nullable Session session) {
    this.world = world;
    this.scheduler = world.scheduler;
    this.node = node;
    this.kind = kind;
    this.key = key;
    this.session = session;
    this.policy = kind.cache().policy();
    this.pending = node.mine();
    this.own = Map.copyOf(node.written);
    this.history = world.database.histories;
    if (session != null && session.history != history) {
      session.startAnew(history);
    }
    this.start = scheduler.sequence();
    this.startTime = scheduler.now();
  }

  /** Asks by {@code get}. */
  void get() {
    @Nullable Value value = kind.cache().get(key);
    check(new Answer<>(value, Outcome.MISS, null, Duration.ofDays(1)), boundOrNone());
  }

  /** Asks by {@code lookUp}, and offers what it loads. */
  @SuppressWarnings("NullAway") // absent values are null: it does not see that through the generics
  void lookUp() {
    Lookup<@Nullable Value> look = kind.cache().lookUp(key);
    if (look.isHit()) {
      check(new Answer<>(look.value(), Outcome.HIT, null, Duration.ofDays(1)), boundOrNone());
      return;
    }
    @Nullable Value loaded = node.load(key);
    node.offered.add(new SimulatedNode.Offered(kind.cache().name(), key, loaded));
    look.offer(loaded);
  }

  /** Asks by {@code read}. */
  void read(@Nullable Duration staleness) {
    Position atLeast = session == null ? null : session.position;
    Answer<@Nullable Value> answer = kind.cache().read(key, new ReadRequest(staleness, atLeast));
    Duration allowed = policy.maxStaleness();
    check(
        answer,
        (staleness != null && staleness.compareTo(allowed) < 0 ? staleness : allowed).toNanos());
  }

  /** Of an answer that does not say whether it was served in an outage, as the policy allows. */
  private long boundOrNone() {
    return policy.onOutage() == OnOutage.SERVE_STALE
        ? Long.MAX_VALUE
        : policy.maxStaleness().toNanos();
  }

  @SuppressWarnings("ReferenceEquality") // whether the policy was exchanged meanwhile
  private void check(Answer<@Nullable Value> answer, long bound) {
    scheduler.digest(answer.value() == null ? 0 : answer.value());
    if (scheduler.isTraced()) {
      scheduler.note(
          "reads "
              + kind.cache().name()
              + " "
              + key
              + (session == null ? "" : " in session")
              + ", begun "
              + startTime / 1e6
              + ": "
              + answer);
    }
    if (policy != kind.cache().policy() || ignoresChanges()) {
      return;
    }
    List<String> accounts = Value.accountsOf(key);
    List<List<Long>> parts = Value.partsOf(answer.value(), accounts.size());
    List<List<Truth.Version>> possible = new ArrayList<>();
    long limit = isStaleInOutage(answer) ? Long.MAX_VALUE : bound;
    for (int i = 0; i < accounts.size(); i++) {
      possible.add(possible(accounts.get(i), parts.get(i), limit, answer.age().toNanos()));
    }
    boolean whole = isOfOneMoment(answer);
    if (possible.stream().anyMatch(List::isEmpty)
        || (whole && answer.outcome() != Outcome.BYPASS && !haveOneMoment(possible))) {
      throw new Violation(complaint(answer, bound, possible));
    }
    remember(answer, accounts, possible);
  }

  /** What was offered comes from several queries, whatever the cache's own loader does. */
  private boolean isOfOneMoment(Answer<@Nullable Value> answer) {
    var offered = new SimulatedNode.Offered(kind.cache().name(), key, answer.value());
    return (answer.outcome() == Outcome.STALE && !isStaleInOutage(answer))
        || (kind.snapshot() && !node.offered.contains(offered));
  }

  private boolean ignoresChanges() {
    return policy.strategy() == Strategy.TTL || policy.strategy() == Strategy.OFF;
  }

  private boolean isStaleInOutage(Answer<?> answer) {
    return policy.onOutage() == OnOutage.SERVE_STALE && answer.outcome() == Outcome.STALE;
  }

  private List<Truth.Version> possible(String account, List<Long> part, long bound, long age) {
    long written =
        history == world.database.histories && bound != Long.MAX_VALUE
            ? own.getOrDefault(account, 0L)
            : 0;
    long floor =
        session == null || session.history != world.database.histories
            ? 0
            : session.seen.getOrDefault(account, 0L);
    List<Truth.Version> found = new ArrayList<>();
    for (Truth.Version version : world.database.truth.versions(account)) {
      List<Long> state =
          pending == null ? version.state : Database.after(version.state, account, pending.facts());
      boolean ended = version.until < start;
      boolean tooOld = ended && startTime - version.untilTime >= bound;
      boolean olderThanSaid = ended && startTime - version.untilTime > age;
      if (state.equals(part)
          && !tooOld
          && !olderThanSaid
          && version.until > written
          && version.until > floor) {
        found.add(version);
      }
    }
    return found;
  }

  private static boolean haveOneMoment(List<List<Truth.Version>> possible) {
    return haveOneMoment(possible, 0, 0, Long.MAX_VALUE);
  }

  private static boolean haveOneMoment(
      List<List<Truth.Version>> possible, int from, long begin, long end) {
    if (begin >= end) {
      return false;
    }
    if (from == possible.size()) {
      return true;
    }
    return possible.get(from).stream()
        .anyMatch(
            version ->
                haveOneMoment(
                    possible,
                    from + 1,
                    Math.max(begin, version.from),
                    Math.min(end, version.until)));
  }

  private void remember(
      Answer<?> answer, List<String> accounts, List<List<Truth.Version>> possible) {
    Position position = answer.position();
    if (session == null
        || position == null
        || history != world.database.histories
        || session.history != history) {
      return;
    }
    session.saw(position);
    for (int i = 0; i < accounts.size(); i++) {
      long oldest = possible.get(i).stream().mapToLong(version -> version.from).min().orElse(0);
      session.seen.merge(accounts.get(i), oldest, Math::max);
    }
  }

  private String complaint(Answer<?> answer, long bound, List<List<Truth.Version>> possible) {
    StringBuilder text = new StringBuilder();
    text.append(
        node.life
            + " "
            + scheduler.me()
            + ": cache "
            + kind.cache().name()
            + ", key "
            + key
            + ", answer "
            + answer
            + ", bound "
            + bound / 1e6
            + " ms, begun at "
            + startTime / 1e6
            + " ms"
            + (pending == null ? "" : ", pending " + pending)
            + (session == null ? "" : ", session at " + session.position + " " + session.seen)
            + ", own "
            + own
            + ", policy "
            + policy);
    for (String account : Value.accountsOf(key)) {
      text.append("\n  truth of ").append(account).append(", start ").append(start).append(':');
      for (Truth.Version version : world.database.truth.versions(account)) {
        text.append("\n    ")
            .append(version.state)
            .append(" from ")
            .append(version.from)
            .append(" until ")
            .append(version.until)
            .append(version.until == Long.MAX_VALUE ? "" : " = " + version.untilTime / 1e6 + " ms");
      }
    }
    text.append("\n  possible: ").append(possible.stream().map(List::size).toList());
    return text.toString();
  }

  /** The answer may be a failure where there is trouble, but not where there is none. */
  void failed(CacheException e) {
    scheduler.note("could not read " + kind.cache().name() + " " + key + ": " + e.getMessage());
    if (scheduler.isCalm()) {
      throw new Violation(node.life + " can't read " + key + " though nothing is wrong: " + e);
    }
  }
}
