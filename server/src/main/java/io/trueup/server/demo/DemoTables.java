package io.trueup.server.demo;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;

/** The demo's result as tables for a person. */
final class DemoTables {
  private static final int MAX_TAGS = 2;

  private final PrintWriter out;

  DemoTables(PrintWriter out) {
    this.out = out;
  }

  void print(DemoResult result) {
    print(result.tracking());
    print(result.worlds());
    print(result.changes());
    out.printf(
        "%n4. Audit: %,d live entries recomputed, %d different.%n",
        result.audit().checked(), result.audit().different());
    result.audit().differences().forEach(difference -> out.println("   " + difference));
    out.flush();
  }

  private void print(Tracking.Result tracking) {
    out.printf(
        "%n1. Tracked %,d calls for %s USD in %.1f s (%,.0f records/s).%n",
        tracking.records(),
        Figures.money(tracking.cost()),
        tracking.seconds(),
        tracking.recordsPerSecond());
  }

  private void print(Map<World.Kind, World.Result> worlds) {
    out.printf("%n2. The same calls against hard budgets, enforced from three kinds of cache:%n%n");
    out.printf(
        "   %-8s %8s %9s %12s %16s %14s%n",
        "cache", "reads", "hit rate", "stale reads", "wrong decisions", "overspend USD");
    worlds.forEach(
        (kind, world) ->
            out.printf(
                "   %-8s %,8d %8.2f%% %,12d %,16d %14s%n",
                kind.text(),
                world.reads(),
                world.hitRate() * 100,
                world.staleReads(),
                world.wrongDecisions(),
                Figures.money(world.overspend())));
    World.Result own = worlds.get(World.Kind.TRUEUP);
    if (own != null) {
      out.printf(
          "%n   Trueup asked the database %,d times before it admitted a call near a limit.%n",
          own.confirmations());
    }
  }

  private void print(List<ChangesShown.Shown> changes) {
    out.printf("%n3. Changes on warm caches:%n%n");
    out.printf(
        "   %-26s %8s %11s %12s  %s%n", "change", "entries", "visible ms", "stale after", "tags");
    changes.forEach(
        change ->
            out.printf(
                "   %-26s %,8d %11.3f %12d  %s%n",
                change.kind(),
                change.entries(),
                change.visibleMs(),
                change.staleAfter(),
                shortened(change.tags())));
  }

  private static String shortened(List<String> tags) {
    String first = String.join(", ", tags.subList(0, Math.min(MAX_TAGS, tags.size())));
    return tags.size() <= MAX_TAGS ? first : first + ", +" + (tags.size() - MAX_TAGS);
  }
}
