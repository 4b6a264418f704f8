package io.trueup.alerts;

import io.trueup.spend.Channel;

/** One sender for each kind of channel. */
record Senders(
    Sender<Channel.Log> log,
    Sender<Channel.Webhook> webhook,
    Sender<Channel.Slack> slack,
    Sender<Channel.Email> email) {

  /**
   * Sends by the channel's own.
   *
   * @throws DeliveryException if the channel has not taken it
   */
  void send(Channel channel, Message message) {
    try {
      sendBy(channel, message);
    } catch (DeliveryException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new DeliveryException(channel.type() + " failed: " + e, e);
    }
  }

  private void sendBy(Channel channel, Message message) {
    if (channel instanceof Channel.Webhook it) {
      webhook.send(it, message);
    } else if (channel instanceof Channel.Slack it) {
      slack.send(it, message);
    } else if (channel instanceof Channel.Email it) {
      email.send(it, message);
    } else {
      log.send((Channel.Log) channel, message);
    }
  }
}
