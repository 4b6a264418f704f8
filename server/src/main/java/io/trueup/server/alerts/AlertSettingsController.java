package io.trueup.server.alerts;

import io.trueup.cache.Answer;
import io.trueup.cache.ReadRequest;
import io.trueup.ledger.SettingsInForce;
import io.trueup.server.alerts.SettingsBody.Settings;
import io.trueup.server.books.Books;
import io.trueup.server.books.Books.Written;
import io.trueup.server.books.Edits;
import io.trueup.server.books.Edits.Edited;
import io.trueup.server.http.Consistency;
import io.trueup.server.http.Faults;
import io.trueup.server.http.IfMatch;
import io.trueup.server.http.PercentEncoding;
import io.trueup.server.http.Reply;
import io.trueup.spend.AlertSettings;
import io.trueup.spend.Scope;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/alerts/settings}. */
@RestController
@RequestMapping(
    path = "/v1/alerts/settings/{scopeType}/{scopeId}",
    produces = MediaType.APPLICATION_JSON_VALUE)
public final class AlertSettingsController {
  private final Books books;
  private final Targets targets;

  /** Over these books; whether webhooks may be sent to private addresses is a setting. */
  public AlertSettingsController(
      Books books,
      @Value("${trueup.alerts.allow-private-targets:false}") boolean allowPrivateTargets) {
    this.books = books;
    this.targets = new Targets(allowPrivateTargets);
  }

  @GetMapping
  ResponseEntity<SettingsBody> get(
      @PathVariable String scopeType,
      @PathVariable String scopeId,
      @ParameterObject OrganizationParameters parameters,
      ReadRequest freshness) {
    Scope scope = parameters.scope(scopeType, scopeId);
    Answer<SettingsInForce> answer = books.ledger().views().alertSettings().read(scope, freshness);
    SettingsInForce found = answer.value();
    boolean isOwn = found.from().equals(scope);
    Settings settings =
        new Settings(found.settings(), isOwn ? null : found.from(), isOwn ? found.version() : null);
    return Reply.read(
        Consistency.of(answer),
        settings.version(),
        SettingsBody.of(scope, settings, answer.position()));
  }

  @PutMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<SettingsBody> put(
      @PathVariable String scopeType,
      @PathVariable String scopeId,
      @ParameterObject OrganizationParameters parameters,
      @RequestBody SettingsForm form,
      IfMatch ifMatch) {
    Scope scope = parameters.scope(scopeType, scopeId);
    Faults faults = new Faults();
    targets.check(Objects.requireNonNullElse(form.channels(), List.of()), faults);
    faults.throwIfAny();
    AlertSettings wanted = form.toSettings();
    Edited<Long> edited =
        new Edits(books).edit(new OwnSettings(books.ledger(), scope), ifMatch, old -> wanted);
    Settings settings = new Settings(wanted, null, edited.value());
    return Reply.edited(
        edited.isNew() ? location(scopeType, scopeId, parameters.organization()) : null,
        edited.position(),
        edited.value(),
        SettingsBody.of(scope, settings, edited.position()));
  }

  private static URI location(String type, String id, @Nullable String organization) {
    URI path = PercentEncoding.path("v1", "alerts", "settings", type, id);
    return organization == null
        ? path
        : URI.create(
            path + "?organization=" + PercentEncoding.path(organization).toString().substring(1));
  }

  @DeleteMapping
  ResponseEntity<Void> delete(
      @PathVariable String scopeType,
      @PathVariable String scopeId,
      @ParameterObject OrganizationParameters parameters,
      IfMatch ifMatch) {
    Scope scope = parameters.scope(scopeType, scopeId);
    Long expected =
        ifMatch.expected(() -> new OwnSettings(books.ledger(), scope).find().orElse(0L));
    Written<Scope> deleted =
        books.write(
            () -> {
              books.ledger().alertConfigurations().delete(scope, expected);
              return scope;
            });
    return Reply.deleted(deleted.position());
  }
}
