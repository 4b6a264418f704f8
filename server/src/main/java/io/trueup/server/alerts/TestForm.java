package io.trueup.server.alerts;

import io.trueup.server.http.ScopeForm;
import io.trueup.spend.AlertSettings;
import io.trueup.spend.InvalidInputException;
import io.trueup.spend.Scope;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which channels to send a test to.
 *
 * @param scope those of the settings in force for this scope; or whose alert it pretends to be
 * @param channels these, 1 to 20, instead of those of a scope's settings
 */
record TestForm(@Nullable ScopeForm scope, @Nullable List<ChannelForm> channels) {
  /** Refuses a test of nothing, and one of too much. */
  TestForm {
    if (scope == null && channels == null) {
      throw new InvalidInputException("scope", "give a scope, channels, or both");
    }
    if (channels != null && (channels.isEmpty() || channels.size() > AlertSettings.MAX_CHANNELS)) {
      throw new InvalidInputException("channels", "must be 1 to " + AlertSettings.MAX_CHANNELS);
    }
  }

  Scope toScope() {
    return scope == null ? new Scope.Global() : scope.toScope();
  }

  List<ChannelForm> given() {
    return Objects.requireNonNullElse(channels, List.of());
  }
}
