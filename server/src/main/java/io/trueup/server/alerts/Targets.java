package io.trueup.server.alerts;

import io.trueup.alerts.PrivateAddresses;
import io.trueup.server.http.Faults;
import java.net.URI;
import java.util.List;

/*
 * What is known from the URL alone is refused here; what a name resolves to is checked when an alert is
 * delivered, since it may change in between. No name is looked up here.
 */
/** Says which webhook targets are accepted. */
final class Targets {
  private final boolean allowsPrivate;

  Targets(boolean allowsPrivate) {
    this.allowsPrivate = allowsPrivate;
  }

  /** Adds a fault for each channel whose target is this machine or its private network. */
  void check(List<ChannelForm> channels, Faults faults) {
    for (int i = 0; i < channels.size(); i++) {
      ChannelForm channel = channels.get(i);
      String url = channel.url();
      if (channel.isHidden()) {
        faults.add("channels[" + i + "].url", "is what GET shows of it: send the whole URL");
      } else if (url != null
          && !allowsPrivate
          && PrivateAddresses.isPrivate(URI.create(url).getHost())) {
        faults.add(
            "channels[" + i + "].url",
            "must not be in a private network unless trueup.alerts.allow-private-targets is set");
      }
    }
  }
}
