package io.trueup.server.reservation;

import io.trueup.cache.ReadRequest;
import io.trueup.ledger.BudgetExceededException;
import io.trueup.ledger.ReservationRequest;
import io.trueup.ledger.Reservations;
import io.trueup.ledger.Reservations.Reserved;
import io.trueup.ledger.Reservations.Settled;
import io.trueup.ledger.Settlement;
import io.trueup.server.books.Books;
import io.trueup.server.http.Items;
import io.trueup.server.http.NotFoundException;
import io.trueup.server.http.PercentEncoding;
import io.trueup.server.http.Reply;
import io.trueup.server.usage.RecordBody;
import io.trueup.spend.ModelId;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/reservations}. */
@RestController
@RequestMapping(path = "/v1/reservations", produces = MediaType.APPLICATION_JSON_VALUE)
public final class ReservationController {
  private final Books books;

  /** Over these books. */
  public ReservationController(Books books) {
    this.books = books;
  }

  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  @ResponseStatus(HttpStatus.CREATED)
  ResponseEntity<ReservationBody> reserve(@RequestBody ReservationForm form) {
    Reserved reserved = reserve(form.toRequest(reservations().usualTtl()));
    ReservationBody body = body(reserved);
    return reserved.duplicate()
        ? Reply.ok(reserved.position(), null, body)
        : Reply.created(
            PercentEncoding.path("v1", "reservations", body.id()), reserved.position(), null, body);
  }

  private Reserved reserve(ReservationRequest request) {
    try {
      return reservations().reserve(request);
    } catch (BudgetExceededException e) {
      throw Denied.of(e, books.now(), books.currency());
    }
  }

  @PostMapping(path = "/{id}/settle", consumes = MediaType.APPLICATION_JSON_VALUE)
  @ResponseStatus(HttpStatus.CREATED)
  ResponseEntity<RecordBody> settle(@PathVariable String id, @RequestBody SettleForm form) {
    String provider = form.needsProvider() ? providerOf(id) : null;
    Settlement settlement = form.toSettlement(provider, books.ledger().prices()::catalogue);
    Settled settled = reservations().settle(id, settlement);
    RecordBody body = RecordBody.of(settled, books.currency());
    return settled.repeated()
        ? Reply.ok(settled.recorded().position(), null, body)
        : Reply.created(
            PercentEncoding.path("v1", "usage", body.id()),
            settled.recorded().position(),
            null,
            body);
  }

  private @Nullable String providerOf(String id) {
    ModelId model = existing(id).reservation().subject().model();
    return model == null ? null : model.provider();
  }

  private Reserved existing(String id) {
    return reservations().find(id).orElseThrow(() -> new NotFoundException("reservation", id));
  }

  @PostMapping(path = "/{id}/extend", consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<ReservationBody> extend(@PathVariable String id, @RequestBody ExtendForm form) {
    Reserved extended = reservations().extend(id, form.ttl());
    return Reply.ok(extended.position(), null, body(extended));
  }

  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  ResponseEntity<Void> release(@PathVariable String id) {
    return Reply.deleted(reservations().release(id).position());
  }

  @GetMapping
  ResponseEntity<Items<ReservationBody>> list(
      @ParameterObject ReservationParameters parameters, ReadRequest freshness) {
    var page =
        books.read(
            freshness,
            () ->
                reservations()
                    .list(
                        parameters.toQuery(),
                        parameters.cursor(),
                        Items.limit(parameters.limit())));
    return Reply.ok(page.position(), null, Items.of(page.value()).map(this::body));
  }

  @GetMapping("/{id}")
  ResponseEntity<ReservationBody> get(@PathVariable String id, ReadRequest freshness) {
    var found = books.read(freshness, () -> existing(id));
    return Reply.ok(found.position(), null, body(found.value()));
  }

  private Reservations reservations() {
    return books.ledger().reservations();
  }

  private ReservationBody body(Reserved reserved) {
    return ReservationBody.of(reserved, books.now(), books.currency());
  }
}
