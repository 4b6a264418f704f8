package io.trueup.server.alerts;

import io.trueup.server.http.Range;
import io.trueup.spend.AlertSettings;
import io.trueup.spend.InvalidInputException;
import io.trueup.spend.Thresholds;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Alert settings as they are sent.
 *
 * @param thresholds the percentages of a limit; 80 and 100 where absent
 * @param channels where alerts go, at most 20; the log where absent
 * @param cooldownMinutes how long alerts of one budget and severity are held back after one, up to
 *     30 days; 60 where absent
 * @param enabled whether alerts are raised at all; {@code true} where absent
 */
record SettingsForm(
    @Nullable Thresholds thresholds,
    @Nullable List<ChannelForm> channels,
    @Range(max = 43_200) @Nullable Integer cooldownMinutes,
    @Nullable Boolean enabled) {
  /** Refuses too many channels. */
  SettingsForm {
    if (channels != null && channels.size() > AlertSettings.MAX_CHANNELS) {
      throw new InvalidInputException("channels", "must be at most " + AlertSettings.MAX_CHANNELS);
    }
  }

  AlertSettings toSettings() {
    AlertSettings standard = AlertSettings.DEFAULT;
    return new AlertSettings(
        Objects.requireNonNullElse(thresholds, standard.thresholds()),
        channels == null
            ? standard.channels()
            : channels.stream().map(ChannelForm::toChannel).toList(),
        cooldownMinutes == null ? standard.cooldown() : Duration.ofMinutes(cooldownMinutes),
        Objects.requireNonNullElse(enabled, true));
  }
}
