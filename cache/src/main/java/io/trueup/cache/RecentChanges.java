package io.trueup.cache;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/*
 * The journals of all tags: the newest changes of the log, once each, with a chain through them for
 * every tag, newest first. A tag's journal is the chain that starts at its head.
 *
 * Why chains and no journal object for each tag: memory is bounded by two numbers (changes, and tags
 * over all of them), a change with 500 tags is held once, and no journal's creation can race the
 * follower.
 *
 * Invariants:
 *   (1) Every change above the floor is in the chains of its tags. An entry that contains less than
 *       the floor can't be folded: the journal does not reach back (Rules.reaches).
 *   (2) The floor is raised before anything is unlinked, and a reader looks at it after it has
 *       walked: a walk that lost a link to a concurrent drop always notices.
 *   (3) A change with more tags than the bound is never held: the floor passes it.
 * One writer, the follower; many readers, without locks.
 */
final class RecentChanges {
  /** A change in the chain of one tag. */
  private static final class Link {
    final LoggedChange logged;
    volatile @Nullable Link older;
    @Nullable Link newer;

    Link(LoggedChange logged, @Nullable Link older) {
      this.logged = logged;
      this.older = older;
    }

    long position() {
      return logged.position().value();
    }
  }

  private record Row(LoggedChange logged, List<Link> links) {}

  private final JournalBound bound;
  private final Map<Tag, Link> heads = new ConcurrentHashMap<>();
  private final Map<Long, LoggedChange> byPosition = new ConcurrentHashMap<>();
  private final Deque<Row> rows = new ArrayDeque<>();
  private volatile long floor;
  private long tags;

  RecentChanges(JournalBound bound, long floor) {
    this.bound = bound;
    this.floor = floor;
  }

  /** Only the follower, in ascending order. Amortised O(tags of the change). */
  void append(LoggedChange logged) {
    Tags changed = logged.change().tags();
    makeRoomFor(changed.size());
    if (changed.size() > bound.maxTags()) {
      floor = logged.position().value();
      return;
    }
    List<Link> links = new ArrayList<>(changed.size());
    for (Tag tag : changed) {
      links.add(chain(tag, logged));
    }
    rows.addLast(new Row(logged, links));
    tags += changed.size();
    byPosition.put(logged.position().value(), logged);
  }

  private Link chain(Tag tag, LoggedChange logged) {
    Link older = heads.get(tag);
    Link link = new Link(logged, older);
    if (older != null) {
      older.newer = link;
    }
    heads.put(tag, link);
    return link;
  }

  private void makeRoomFor(int moreTags) {
    while (!rows.isEmpty()
        && (rows.size() >= bound.maxChanges() || tags + moreTags > bound.maxTags())) {
      dropOldest();
    }
  }

  private void dropOldest() {
    Row row = rows.removeFirst();
    floor = row.logged().position().value();
    int i = 0;
    for (Tag tag : row.logged().change().tags()) {
      unlink(tag, row.links().get(i++));
    }
    tags -= row.links().size();
    byPosition.remove(row.logged().position().value());
  }

  private void unlink(Tag tag, Link link) {
    if (link.newer == null) {
      heads.remove(tag);
    } else {
      link.newer.older = null;
    }
  }

  /**
   * The changes with one of the tags after {@code contained} up to {@code horizon}, each once, by
   * position; null if the journals do not reach back that far. O(changes found), and those of these
   * tags that came after the horizon.
   */
  @Nullable List<LoggedChange> between(long contained, long horizon, Tags of, Rules rules) {
    Map<Long, LoggedChange> merged = new TreeMap<>();
    for (Tag tag : of) {
      collect(heads.get(tag), contained, horizon, merged, rules);
    }
    return rules.reaches(contained, floor) ? new ArrayList<>(merged.values()) : null;
  }

  private static void collect(
      @Nullable Link head,
      long contained,
      long horizon,
      Map<Long, LoggedChange> into,
      Rules rules) {
    for (Link link = head;
        link != null && !rules.isContained(link.position(), contained);
        link = link.older) {
      if (link.position() <= horizon) {
        into.put(link.position(), link.logged);
      }
    }
  }

  /** The change at a position, or null if it is not among the recent ones. */
  @Nullable LoggedChange at(long position) {
    return byPosition.get(position);
  }

  /** The newest change with one of the tags, or null if there is none among the recent ones. */
  @Nullable LoggedChange newestOf(Tags of) {
    LoggedChange newest = null;
    for (Tag tag : of) {
      Link head = heads.get(tag);
      if (head != null
          && (newest == null || head.logged.position().compareTo(newest.position()) > 0)) {
        newest = head.logged;
      }
    }
    return newest;
  }

  /** Above this position all changes are here. */
  long floor() {
    return floor;
  }

  /** Changes and tags held, for tests of the bound. */
  long[] size() {
    return new long[] {rows.size(), tags, heads.size(), byPosition.size()};
  }
}
