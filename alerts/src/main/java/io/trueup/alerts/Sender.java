package io.trueup.alerts;

import io.trueup.spend.Channel;

/** Sends messages through the channels of a kind. Safe for use by many threads. */
interface Sender<C extends Channel> {
  /**
   * Returns once the channel has taken the message.
   *
   * @throws DeliveryException if it has not
   */
  void send(C channel, Message message);
}
