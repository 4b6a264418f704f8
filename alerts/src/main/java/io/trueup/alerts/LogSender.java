package io.trueup.alerts;

import io.trueup.spend.Channel;
import io.trueup.spend.Severity;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Writes messages to the log, under the name {@code io.trueup.alerts}. */
final class LogSender implements Sender<Channel.Log> {
  private static final Logger LOG = System.getLogger(LogSender.class.getPackageName());

  @Override
  public void send(Channel.Log channel, Message message) {
    boolean isInfo = message.alert().severity() == Severity.INFO;
    LOG.log(isInfo ? Level.INFO : Level.WARNING, message.text().lines().toList().toString());
  }
}
