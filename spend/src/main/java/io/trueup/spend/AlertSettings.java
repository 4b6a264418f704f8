package io.trueup.spend;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * When and where a scope's alerts are raised. Immutable.
 *
 * @param thresholds the percentages of a limit
 * @param channels where alerts go, at most {@value #MAX_CHANNELS}
 * @param cooldown how long alerts of one budget and severity are held back after one, 0 to 30 days
 * @param enabled whether alerts are raised at all
 */
public record AlertSettings(
    Thresholds thresholds, List<Channel> channels, Duration cooldown, boolean enabled) {

  /** How many channels there may be. */
  public static final int MAX_CHANNELS = 20;

  /** The longest cool-down. */
  public static final Duration MAX_COOLDOWN = Duration.ofDays(30);

  /** What holds where nothing is set: 80 and 100 %, to the log, an hour's cool-down. */
  public static final AlertSettings DEFAULT =
      new AlertSettings(Thresholds.DEFAULT, List.of(new Channel.Log()), Duration.ofHours(1), true);

  /** Copies the channels and checks the bounds. */
  public AlertSettings {
    channels = List.copyOf(channels);
    new Violations()
        .refuseIf(channels.size() > MAX_CHANNELS, "channels", "must be at most " + MAX_CHANNELS)
        .refuseIf(
            cooldown.isNegative() || cooldown.compareTo(MAX_COOLDOWN) > 0,
            "cooldown_minutes",
            "must be 0 to " + MAX_COOLDOWN.toMinutes())
        .throwIfAny();
  }

  /**
   * The settings that hold for a scope: those of the first of {@code scopes} that has any, else
   * {@link #DEFAULT}, which counts as inherited from the global scope.
   *
   * @param scopes the scope and those that it inherits from, as {@link Subject#scopes} lists them
   * @param set what is set, by scope
   */
  public static Inherited inForce(List<Scope> scopes, Map<Scope, AlertSettings> set) {
    for (Scope scope : scopes) {
      AlertSettings settings = set.get(scope);
      if (settings != null) {
        return new Inherited(scope, settings);
      }
    }
    return new Inherited(new Scope.Global(), DEFAULT);
  }

  /**
   * Settings and where they come from.
   *
   * @param from the scope that they are set for
   * @param settings what is set there
   */
  public record Inherited(Scope from, AlertSettings settings) {}
}
