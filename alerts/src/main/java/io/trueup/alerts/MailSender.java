package io.trueup.alerts;

import io.trueup.alerts.MailServer.Security;
import io.trueup.spend.Channel;
import jakarta.mail.Authenticator;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Date;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Sends messages as mails, over SMTP. */
final class MailSender implements Sender<Channel.Email> {
  private final @Nullable MailServer server;
  private final Duration timeout;

  MailSender(@Nullable MailServer server, Duration timeout) {
    this.server = server;
    this.timeout = timeout;
  }

  @Override
  public void send(Channel.Email channel, Message message) {
    if (server == null) {
      throw new DeliveryException("no mail server is set: trueup.alerts.smtp.host", null);
    }
    try {
      Transport.send(mail(server, channel, message));
    } catch (MessagingException e) {
      throw new DeliveryException(server + " did not take the mail: " + e.getMessage(), e);
    }
  }

  private MimeMessage mail(MailServer by, Channel.Email channel, Message message)
      throws MessagingException {
    MimeMessage mail = new Mail(session(by), message.id());
    mail.setFrom(new InternetAddress(by.from(), true));
    for (String address : channel.to()) {
      mail.addRecipient(RecipientType.TO, new InternetAddress(address, true));
    }
    mail.setSubject("Trueup " + message.subject(), StandardCharsets.UTF_8.name());
    mail.setText(message.text(), StandardCharsets.UTF_8.name());
    mail.setSentDate(Date.from(message.alert().createdAt()));
    mail.setHeader(WebhookSender.ID, message.id());
    return mail;
  }

  /** Has the same id at each try. */
  private static final class Mail extends MimeMessage {
    private final String id;

    Mail(Session session, String id) {
      super(session);
      this.id = id;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", "<" + id + "@trueup>");
    }
  }

  private Session session(MailServer by) {
    Properties properties = new Properties();
    String millis = Long.toString(timeout.toMillis());
    properties.put("mail.transport.protocol", "smtp");
    properties.put("mail.smtp.host", by.host());
    properties.put("mail.smtp.port", Integer.toString(by.port()));
    properties.put("mail.smtp.connectiontimeout", millis);
    properties.put("mail.smtp.timeout", millis);
    properties.put("mail.smtp.writetimeout", millis);
    boolean startsTls = by.security() == Security.START_TLS;
    properties.put("mail.smtp.starttls.enable", Boolean.toString(startsTls));
    properties.put("mail.smtp.starttls.required", Boolean.toString(startsTls));
    properties.put("mail.smtp.ssl.enable", Boolean.toString(by.security() == Security.TLS));
    properties.put("mail.smtp.ssl.checkserveridentity", "true");
    properties.put("mail.smtp.auth", Boolean.toString(by.username() != null));
    return Session.getInstance(properties, new SignIn(by));
  }

  private static final class SignIn extends Authenticator {
    private final MailServer server;

    SignIn(MailServer server) {
      this.server = server;
    }

    @Override
    protected PasswordAuthentication getPasswordAuthentication() {
      return new PasswordAuthentication(server.username(), server.password());
    }
  }
}
