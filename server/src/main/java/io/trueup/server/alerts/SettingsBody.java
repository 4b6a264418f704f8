package io.trueup.server.alerts;

import io.trueup.cache.Position;
import io.trueup.server.http.Consistency;
import io.trueup.server.http.ScopeForm;
import io.trueup.spend.AlertSettings;
import io.trueup.spend.Scope;
import io.trueup.spend.Thresholds;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Alert settings in force for a scope.
 *
 * @param scope whose
 * @param thresholds the percentages of a limit
 * @param channels where alerts go, without their secrets
 * @param cooldownMinutes how long alerts of one budget and severity are held back after one
 * @param enabled whether alerts are raised at all
 * @param inheritedFrom the scope whose settings these are; null if they are the scope's own
 * @param version of the scope's own settings, also the entity tag; null if it has none
 * @param position up to where the log is contained
 */
record SettingsBody(
    ScopeForm scope,
    Thresholds thresholds,
    List<ChannelForm> channels,
    long cooldownMinutes,
    boolean enabled,
    @Nullable ScopeForm inheritedFrom,
    @Nullable Long version,
    @Nullable Long position) {
  static SettingsBody of(Scope scope, Settings settings, @Nullable Position position) {
    AlertSettings inForce = settings.inForce();
    Scope from = settings.inheritedFrom();
    return new SettingsBody(
        ScopeForm.of(scope),
        inForce.thresholds(),
        inForce.channels().stream().map(ChannelForm::of).toList(),
        inForce.cooldown().toMinutes(),
        inForce.enabled(),
        from == null ? null : ScopeForm.of(from),
        settings.version(),
        Consistency.valueOf(position));
  }

  /**
   * What holds for a scope.
   *
   * @param inForce the settings
   * @param inheritedFrom whose they are; null if they are the scope's own
   * @param version of the scope's own; null if it has none
   */
  record Settings(AlertSettings inForce, @Nullable Scope inheritedFrom, @Nullable Long version) {}
}
