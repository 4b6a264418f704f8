package io.trueup.server.alerts;

import io.trueup.alerts.AlertMessenger;
import io.trueup.cache.ReadRequest;
import io.trueup.ledger.Alert;
import io.trueup.server.books.Books;
import io.trueup.server.http.Faults;
import io.trueup.server.http.Items;
import io.trueup.server.http.NotFoundException;
import io.trueup.server.http.Reply;
import io.trueup.server.http.TimeRange;
import io.trueup.spend.Channel;
import io.trueup.spend.Scope;
import java.util.List;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/alerts}, but for the settings. Read from the database, past the caches. */
@RestController
@RequestMapping(path = "/v1/alerts", produces = MediaType.APPLICATION_JSON_VALUE)
public final class AlertController {
  private final Books books;
  private final AlertMessenger messenger;
  private final Targets targets;

  /** Over these books; whether webhooks may be sent to private addresses is a setting. */
  public AlertController(
      Books books,
      AlertMessenger messenger,
      @Value("${trueup.alerts.allow-private-targets:false}") boolean allowPrivateTargets) {
    this.books = books;
    this.messenger = messenger;
    this.targets = new Targets(allowPrivateTargets);
  }

  @GetMapping
  ResponseEntity<Items<AlertBody>> list(
      @ParameterObject AlertParameters parameters, ReadRequest freshness) {
    var page =
        books.read(
            freshness,
            () ->
                books
                    .ledger()
                    .alerts()
                    .list(
                        parameters.toQuery(),
                        parameters.cursor(),
                        Items.limit(parameters.limit())));
    return Reply.ok(page.position(), null, Items.of(page.value()).map(this::body));
  }

  @GetMapping("/{id}")
  ResponseEntity<AlertBody> get(@PathVariable String id, ReadRequest freshness) {
    var found = books.read(freshness, () -> books.ledger().alerts().find(id));
    Alert alert = found.value().orElseThrow(() -> new NotFoundException("alert", id));
    return Reply.ok(found.position(), null, body(alert));
  }

  @PostMapping("/{id}/acknowledge")
  ResponseEntity<AlertBody> acknowledge(@PathVariable String id) {
    return Reply.ok(null, null, body(books.ledger().alerts().acknowledge(id)));
  }

  @GetMapping("/statistics")
  ResponseEntity<StatisticsBody> statistics(
      @ParameterObject StatisticsParameters parameters, ReadRequest freshness) {
    TimeRange range = parameters.range(books.now());
    var found =
        books.read(
            freshness,
            () ->
                books.ledger().alerts().statistics(parameters.toQuery(), range.from(), range.to()));
    return Reply.ok(found.position(), null, StatisticsBody.of(range, found.value()));
  }

  @PostMapping(path = "/test", consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<TestBody> test(@RequestBody TestForm form) {
    Faults faults = new Faults();
    targets.check(form.given(), faults);
    faults.throwIfAny();
    Scope scope = form.toScope();
    return Reply.ok(null, null, TestBody.of(messenger.test(scope, channels(form, scope))));
  }

  private List<Channel> channels(TestForm form, Scope scope) {
    return form.channels() == null
        ? books
            .ledger()
            .views()
            .alertSettings()
            .read(scope, ReadRequest.STRICT)
            .value()
            .settings()
            .channels()
        : form.given().stream().map(ChannelForm::toChannel).toList();
  }

  private AlertBody body(Alert alert) {
    return AlertBody.of(alert, books.currency());
  }
}
