package io.trueup.simulation;

import io.trueup.cache.Change;
import io.trueup.cache.EverythingChanged;
import io.trueup.cache.Incarnation;
import io.trueup.cache.LoggedChange;
import io.trueup.cache.Position;
import io.trueup.cache.Snapshot;
import io.trueup.cache.Tags;
import io.trueup.cache.UnreadableFact;
import io.trueup.cache.spi.ChangeLogException;
import io.trueup.cache.spi.LogSlice;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/*
 * The one database: accounts, and the log of their changes. A row carries the state of all accounts
 * after it, so that putting back a backup is cutting off rows. Everything that a node asks or tells
 * travels for a while there and back, may be cut off, and finds the database as it is when it arrives.
 */
final class Database {
  /** What one transaction does. */
  record Pending(List<Fact> facts, boolean everything, boolean untagged) {}

  private record Row(LoggedChange logged, Map<String, List<Long>> states, boolean lastOfCommit) {}

  private final Scheduler scheduler;
  private final Plan plan;
  final Truth truth;
  final List<String> accounts;
  private List<Row> rows = new ArrayList<>();
  private final Set<String> cutOff = new HashSet<>();
  private final Map<String, Long> madeBy = new HashMap<>();
  private long drawn;
  private long trimmedBefore;
  private long serial;
  private int incarnation = 1;
  private boolean primary = true;
  private @Nullable Task committing;

  /** How often connections broke, for that or another reason. */
  private int sessions;

  /** How often history became another. */
  int histories;

  Database(Scheduler scheduler, Plan plan, List<String> accounts) {
    this.scheduler = scheduler;
    this.plan = plan;
    this.accounts = accounts;
    this.truth = new Truth(accounts);
    Map<String, List<Long>> empty = new HashMap<>();
    accounts.forEach(account -> empty.put(account, List.of()));
    Change genesis = new Change(new UUID(0, 0), Tags.none(), "genesis");
    rows.add(new Row(new LoggedChange(Position.GENESIS, "", wallClock(), genesis), empty, true));
  }

  long nextSerial() {
    return ++serial;
  }

  // --- the way there and back ---

  /** As long as a way takes, in one direction. */
  void delay() {
    scheduler.pass();
    if (!scheduler.isCalm() && scheduler.choices.oneIn(plan.slowness)) {
      scheduler.sleep(scheduler.choices.between(0, plan.latency) * Scheduler.MILLI);
    }
  }

  private void travel(String node) {
    delay();
    if (cutOff.contains("") || cutOff.contains(node)) {
      throw new ChangeLogException("cut off", null);
    }
  }

  void cut(String node) {
    cutOff.add(node);
  }

  void connect(String node) {
    cutOff.remove(node);
    sessions++;
  }

  void primary(boolean isPrimary) {
    primary = isPrimary;
  }

  // --- reading ---

  /** A connection for a load: it breaks if the database is put back meanwhile. */
  int connection() {
    return histories;
  }

  List<Long> read(String node, int connection, String account, @Nullable Pending mine) {
    travel(node);
    checkUnbroken(connection);
    List<Long> state = stateOf(account, mine);
    if (scheduler.isTraced()) {
      scheduler.note("loads " + account + ": " + state + (mine == null ? "" : ", with its own"));
    }
    travel(node);
    checkUnbroken(connection);
    return state;
  }

  private void checkUnbroken(int connection) {
    if (connection != histories) {
      throw new ChangeLogException("the connection broke", null);
    }
  }

  @SuppressWarnings("NullAway") // absent values are null: it does not see that through the generics
  Snapshot<@Nullable Value> snapshot(String node, List<String> of, @Nullable Pending mine) {
    int connection = connection();
    travel(node);
    Snapshot<@Nullable Value> snapshot =
        new Snapshot<>(
            newest().logged().position(),
            Value.of(of.stream().map(account -> stateOf(account, mine)).toList()));
    if (scheduler.isTraced()) {
      scheduler.note("loads " + of + ": " + snapshot + (mine == null ? "" : ", with its own"));
    }
    travel(node);
    checkUnbroken(connection);
    return snapshot;
  }

  private List<Long> stateOf(String account, @Nullable Pending mine) {
    List<Long> state = newest().states().getOrDefault(account, List.of());
    return mine == null ? state : after(state, account, mine.facts());
  }

  static List<Long> after(List<Long> state, String account, List<Fact> facts) {
    List<Long> after = state;
    for (Fact fact : facts) {
      if (fact.accounts().contains(account)) {
        after = fact.after(after);
      }
    }
    return after;
  }

  private Row newest() {
    return rows.get(rows.size() - 1);
  }

  Position head() {
    return newest().logged().position();
  }

  int size() {
    return rows.size();
  }

  LogSlice head(String node) {
    travel(node);
    LogSlice slice = slice(List.of(newest()));
    travel(node);
    return slice;
  }

  LogSlice read(String node, Position from, int limit) {
    travel(node);
    LogSlice slice =
        slice(
            rows.stream()
                .filter(row -> row.logged().position().value() >= Math.max(from.value(), oldest()))
                .limit(limit)
                .toList());
    travel(node);
    return slice;
  }

  LogSlice asOf(String node, Duration age) {
    travel(node);
    Instant then = wallClock().minus(age);
    Row found = null;
    for (Row row : rows) {
      boolean kept = row.logged().position().value() >= oldest();
      if (kept && (found == null || !row.logged().at().isAfter(then))) {
        found = row;
      }
    }
    LogSlice slice = slice(List.of(found == null ? newest() : found));
    travel(node);
    return slice;
  }

  private long oldest() {
    return Math.min(trimmedBefore, head().value());
  }

  private LogSlice slice(List<Row> found) {
    return new LogSlice(
        new Incarnation("i" + incarnation),
        new UUID(0, sessions),
        primary,
        wallClock(),
        found.stream().map(Row::logged).toList());
  }

  private Instant wallClock() {
    return Instant.EPOCH.plusNanos(scheduler.now());
  }

  // --- writing ---

  /** The moment at which the account came to hold what this made of it; 0 if it is gone. */
  long madeBy(String account, long serialOfFact) {
    return madeBy.getOrDefault(account + ":" + serialOfFact, 0L);
  }

  /** Whether somebody is between drawing a position and the end of the commit. */
  boolean isCommitting() {
    return committing != null;
  }

  void lock() {
    while (committing != null) {
      scheduler.await(() -> committing == null, Long.MAX_VALUE);
    }
    committing = scheduler.me();
  }

  void unlock() {
    committing = null;
  }

  /** The highest position of a commit of so many changes, which is not visible yet. */
  Position draw(int changes) {
    drawn += changes;
    return new Position(drawn);
  }

  /** Makes it visible; the lock is held. Answers the moment. */
  long publish(String node, Pending changes, Position last) {
    long first = last.value() - rowsOf(changes) + 1;
    long sequence = scheduler.sequence();
    Map<String, List<Long>> states = new HashMap<>(newest().states());
    List<LoggedChange> logged = new ArrayList<>();
    for (Fact fact : changes.facts()) {
      fact.accounts().forEach(a -> madeBy.put(a + ":" + fact.serial(), sequence));
      fact.accounts().forEach(a -> states.put(a, fact.after(states.getOrDefault(a, List.of()))));
      logged.add(logged(node, first + logged.size(), change(fact, changes.untagged())));
    }
    if (changes.everything()) {
      Change all = new Change(id(first + logged.size()), Tags.none(), new EverythingChanged());
      logged.add(logged(node, first + logged.size(), all));
    }
    for (int i = 0; i < logged.size(); i++) {
      rows.add(new Row(logged.get(i), states, i == logged.size() - 1));
    }
    tell(states, sequence);
    scheduler.note("COMMITTED up to " + last + " " + changes.facts() + changes);
    return sequence;
  }

  static int rowsOf(Pending changes) {
    return changes.facts().size() + (changes.everything() ? 1 : 0);
  }

  private Change change(Fact fact, boolean untagged) {
    UUID id = id(fact.serial());
    if (untagged) {
      return new Change(id, Tags.none(), fact);
    }
    Tags tags = tagsOf(fact.accounts()).and(Tags.of("noise:" + fact.serial() % 40));
    if (plan.unreadable > 0 && fact.serial() % plan.unreadable == 0) {
      boolean all = fact.serial() % 2 == 0;
      return new Change(id, all ? Tags.none() : tags, new UnreadableFact("Spent", "damaged", all));
    }
    return new Change(id, tags, fact);
  }

  /** Unlike those of any other history. */
  private UUID id(long number) {
    return new UUID(histories + 1L, number);
  }

  private LoggedChange logged(String node, long position, Change change) {
    return new LoggedChange(new Position(position), node, wallClock(), change);
  }

  static Tags tagsOf(List<String> accounts) {
    return Tags.of(accounts.stream().map(a -> "spend:" + a).toArray(String[]::new));
  }

  private void tell(Map<String, List<Long>> states, long sequence) {
    for (String account : accounts) {
      List<Long> state = states.getOrDefault(account, List.of());
      if (!truth.now(account).state.equals(state)) {
        truth.become(account, state, sequence, scheduler.now());
      }
    }
  }

  // --- what befalls it ---

  int rowsAfter(Position position) {
    return (int)
        rows.stream().filter(row -> row.logged().position().compareTo(position) > 0).count();
  }

  /** Puts back what it was so many rows ago. */
  void restore(int rowsLost, boolean asNewIncarnation) {
    lock();
    int kept = Math.max(1, rows.size() - rowsLost);
    while (!rows.get(kept - 1).lastOfCommit()) {
      kept--;
    }
    rows = new ArrayList<>(rows.subList(0, kept));
    drawn = head().value();
    histories++;
    sessions++;
    if (asNewIncarnation) {
      incarnation++;
    }
    tell(newest().states(), scheduler.sequence());
    scheduler.note("RESTORED to " + head() + (asNewIncarnation ? ", new incarnation" : ""));
    unlock();
  }

  void renewIncarnation() {
    incarnation++;
    histories++;
  }

  void trim(int rowsKept) {
    trimmedBefore = rows.get(Math.max(0, rows.size() - rowsKept)).logged().position().value();
    scheduler.note("TRIMMED before " + trimmedBefore);
  }
}
