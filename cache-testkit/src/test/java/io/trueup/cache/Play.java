package io.trueup.cache;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A small case, set up once for each of its schedules: a few actors, and what must hold. */
public final class Play {
  private final Map<String, Runnable> actors = new LinkedHashMap<>();
  private Runnable end = () -> {};
  private @Nullable String wrong;

  void actor(String name, Runnable steps) {
    actors.put(name, steps);
  }

  /** What is looked at when all actors have ended. */
  void atTheEnd(Runnable look) {
    end = look;
  }

  void claim(boolean holds, String what) {
    if (!holds && wrong == null) {
      wrong = what;
    }
  }

  /** Their steps by name. */
  public Map<String, Runnable> actors() {
    return actors;
  }

  /** Looks at what they have left. */
  public void end() {
    end.run();
  }

  /** The first claim that did not hold; null if all did. */
  public @Nullable String wrong() {
    return wrong;
  }
}
