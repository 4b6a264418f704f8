package io.trueup.server.prices;

import io.trueup.cache.Answer;
import io.trueup.cache.Position;
import io.trueup.cache.ReadRequest;
import io.trueup.cache.Snapshot;
import io.trueup.ledger.CatalogueImport;
import io.trueup.ledger.ListedPrice;
import io.trueup.ledger.Page;
import io.trueup.ledger.Prices;
import io.trueup.server.books.Books;
import io.trueup.server.books.Books.Written;
import io.trueup.server.books.Edits;
import io.trueup.server.books.Edits.Edited;
import io.trueup.server.http.Consistency;
import io.trueup.server.http.IfMatch;
import io.trueup.server.http.Items;
import io.trueup.server.http.NotFoundException;
import io.trueup.server.http.PercentEncoding;
import io.trueup.server.http.Reply;
import io.trueup.spend.ModelId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** {@code /v1/prices}. A model is the rest of the path, its slashes encoded or not. */
@RestController
@RequestMapping(path = "/v1/prices", produces = MediaType.APPLICATION_JSON_VALUE)
public final class PriceController {
  private static final String MODEL = "/{provider}/{model}";
  private static final String MODEL_WITH_SLASHES = "/{provider}/{model}/{*rest}";

  private final Books books;

  /** Over these books. */
  public PriceController(Books books) {
    this.books = books;
  }

  @GetMapping
  ResponseEntity<Items<PriceBody>> list(
      @ParameterObject PriceParameters parameters, ReadRequest freshness) {
    return parameters.provider() != null && parameters.model() != null
        ? one(parameters, freshness)
        : page(parameters, freshness);
  }

  private ResponseEntity<Items<PriceBody>> one(PriceParameters parameters, ReadRequest freshness) {
    ModelId model =
        new ModelId(
            Objects.requireNonNull(parameters.provider()),
            Objects.requireNonNull(parameters.model()));
    prices().list(parameters.toQuery(), parameters.cursor(), 1, freshness);
    Answer<@Nullable ListedPrice> answer = prices().find(model, parameters.at(), freshness);
    ListedPrice price = parameters.cursor() == null ? answer.value() : null;
    List<PriceBody> items = price == null ? List.of() : List.of(body(price, answer.position()));
    return Reply.read(Consistency.of(answer), new Items<>(items, null));
  }

  private ResponseEntity<Items<PriceBody>> page(PriceParameters parameters, ReadRequest freshness) {
    Supplier<Page<ListedPrice>> list =
        () ->
            prices()
                .list(
                    parameters.toQuery(),
                    parameters.cursor(),
                    Items.limit(parameters.limit()),
                    freshness);
    if (parameters.model() != null) {
      books.reach(freshness);
      return Reply.ok(null, null, Items.of(list.get()).map(price -> body(price, null)));
    }
    Snapshot<Page<ListedPrice>> page = books.read(freshness, list);
    return Reply.ok(
        page.position(), null, Items.of(page.value()).map(price -> body(price, page.position())));
  }

  @PostMapping(path = "/import", consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<ImportBody> importCatalogue(
      @ParameterObject ImportParameters parameters, @RequestBody JsonNode catalogue) {
    boolean dryRun = parameters.changesNothing();
    Written<CatalogueImport> written =
        dryRun
            ? new Written<>(prices().importCatalogue(catalogue, true), null)
            : books.write(() -> prices().importCatalogue(catalogue, false));
    ImportBody body = ImportBody.of(written.value(), dryRun, written.position());
    return Reply.ok(written.position(), null, body);
  }

  @GetMapping(MODEL)
  ResponseEntity<PriceBody> get(
      @PathVariable String provider,
      @PathVariable String model,
      @ParameterObject AtParameters parameters,
      ReadRequest freshness) {
    return get(new ModelId(provider, model), parameters, freshness);
  }

  @GetMapping(MODEL_WITH_SLASHES)
  ResponseEntity<PriceBody> get(
      @PathVariable String provider,
      @PathVariable String model,
      @PathVariable String rest,
      @ParameterObject AtParameters parameters,
      ReadRequest freshness) {
    return get(new ModelId(provider, model + rest), parameters, freshness);
  }

  private ResponseEntity<PriceBody> get(
      ModelId model, AtParameters parameters, ReadRequest freshness) {
    Answer<@Nullable ListedPrice> answer = prices().find(model, parameters.at(), freshness);
    ListedPrice price = answer.value();
    if (price == null) {
      throw new NotFoundException("price of", model.toString());
    }
    Instant since = price.effectiveFrom();
    Long version = since == null ? null : prices().version(model, since).orElse(null);
    return Reply.read(Consistency.of(answer), version, body(price, answer.position()));
  }

  @PutMapping(path = MODEL, consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<PriceBody> put(
      @PathVariable String provider,
      @PathVariable String model,
      @RequestBody PriceForm form,
      IfMatch ifMatch) {
    return put(new ModelId(provider, model), form, ifMatch);
  }

  @PutMapping(path = MODEL_WITH_SLASHES, consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<PriceBody> put(
      @PathVariable String provider,
      @PathVariable String model,
      @PathVariable String rest,
      @RequestBody PriceForm form,
      IfMatch ifMatch) {
    return put(new ModelId(provider, model + rest), form, ifMatch);
  }

  private ResponseEntity<PriceBody> put(ModelId model, PriceForm form, IfMatch ifMatch) {
    Instant from =
        Objects.requireNonNullElseGet(form.effectiveFrom(), books::now)
            .truncatedTo(ChronoUnit.MICROS);
    Edited<Long> edited =
        new Edits(books).edit(new OwnPrice(prices(), model, from), ifMatch, old -> form.toPrices());
    return Reply.edited(
        edited.isNew()
            ? PercentEncoding.path("v1", "prices", model.provider(), model.model())
            : null,
        edited.position(),
        edited.value(),
        body(ListedPrice.own(model, from, form.toPrices()), edited.position()));
  }

  @DeleteMapping(MODEL)
  ResponseEntity<Void> delete(
      @PathVariable String provider,
      @PathVariable String model,
      @ParameterObject DeleteParameters parameters,
      IfMatch ifMatch) {
    return delete(new ModelId(provider, model), parameters, ifMatch);
  }

  @DeleteMapping(MODEL_WITH_SLASHES)
  ResponseEntity<Void> delete(
      @PathVariable String provider,
      @PathVariable String model,
      @PathVariable String rest,
      @ParameterObject DeleteParameters parameters,
      IfMatch ifMatch) {
    return delete(new ModelId(provider, model + rest), parameters, ifMatch);
  }

  private ResponseEntity<Void> delete(ModelId model, DeleteParameters parameters, IfMatch ifMatch) {
    Instant from = parameters.effectiveFrom();
    Long expected = ifMatch.expected(() -> prices().version(model, from).orElse(0L));
    Written<ModelId> deleted =
        books.write(
            () -> {
              prices().delete(model, from, expected);
              return model;
            });
    return Reply.deleted(deleted.position());
  }

  private Prices prices() {
    return books.ledger().prices();
  }

  private PriceBody body(ListedPrice price, @Nullable Position position) {
    return PriceBody.of(price, books.currency(), position);
  }
}
