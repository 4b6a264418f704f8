package io.trueup.server.alerts;

import io.trueup.alerts.AlertMessenger.Tested;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of a test.
 *
 * @param results one for each channel, in order
 */
record TestBody(List<Result> results) {
  /**
   * What a channel said.
   *
   * @param channel what kind of channel
   * @param target where to, without what may be a secret; null for the log
   * @param delivered whether it has taken the message
   * @param error why it has not
   */
  record Result(
      String channel, @Nullable String target, boolean delivered, @Nullable String error) {}

  static TestBody of(List<Tested> tested) {
    return new TestBody(
        tested.stream()
            .map(
                it ->
                    new Result(
                        it.channel().type(), it.channel().target(), it.error() == null, it.error()))
            .toList());
  }
}
