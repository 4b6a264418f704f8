package io.trueup.server.caches;

import io.trueup.cache.CachePolicy;
import io.trueup.cache.Caches;
import io.trueup.cache.CoherentCache;
import io.trueup.cache.EntryReport;
import io.trueup.cache.InvalidPolicyException;
import io.trueup.cache.Position;
import io.trueup.ledger.CacheAdministration;
import io.trueup.ledger.CacheAdministration.Reached;
import io.trueup.ledger.CacheName;
import io.trueup.server.books.Books;
import io.trueup.server.http.Items;
import io.trueup.server.http.MergePatch;
import io.trueup.server.http.NotFoundException;
import io.trueup.server.http.Problem;
import io.trueup.server.http.ProblemException;
import io.trueup.server.http.ProblemType;
import io.trueup.server.http.Reply;
import java.util.List;
import java.util.Optional;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/caches}: what this node's caches hold, and changes that every node obeys. */
@RestController
@RequestMapping(path = "/v1/caches", produces = MediaType.APPLICATION_JSON_VALUE)
public final class CacheController {
  private final Books books;

  /** Over these books. */
  public CacheController(Books books) {
    this.books = books;
  }

  @GetMapping
  ResponseEntity<Items<CacheBody>> list() {
    List<CacheBody> all =
        caches().all().stream().<CacheBody>map(cache -> CacheBody.of(cache)).toList();
    return Reply.ok(caches().horizon(), null, new Items<>(all, null));
  }

  @GetMapping("/{name}")
  ResponseEntity<CacheBody> get(@PathVariable String name) {
    CacheBody body = CacheBody.of(cache(name));
    return Reply.ok(caches().horizon(), null, body);
  }

  @GetMapping("/{name}/entries")
  ResponseEntity<Items<EntryBody>> entries(
      @PathVariable String name, @ParameterObject EntriesParameters parameters) {
    List<EntryReport> found =
        cache(name).entries(parameters.wanted(), Items.limit(parameters.limit()));
    return Reply.ok(
        caches().horizon(), null, new Items<>(found.stream().map(EntryBody::of).toList(), null));
  }

  /** A key is the rest of the path. */
  @GetMapping("/{name}/entries/{*key}")
  ResponseEntity<EntryBody> entry(@PathVariable String name, @PathVariable String key) {
    EntryReport found =
        find(cache(name), key.substring(1))
            .orElseThrow(() -> new NotFoundException("entry", key.substring(1)));
    return Reply.ok(caches().horizon(), null, EntryBody.of(found));
  }

  private static Optional<EntryReport> find(CoherentCache<?, ?> cache, String key) {
    try {
      return cache.entry(key);
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new NotFoundException("entry", key);
    }
  }

  @PostMapping(path = "/invalidate", consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<InvalidatedBody> invalidate(@RequestBody InvalidateForm form) {
    Reached reached =
        form.isDryRun()
            ? administration().dryRun(form.toInvalidation())
            : administration().invalidate(form.toInvalidation());
    return Reply.ok(reached.position(), null, InvalidatedBody.of(reached, form.isDryRun()));
  }

  @PostMapping(path = "/explain", consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<ExplanationBody> explain(@RequestBody ExplainForm form) {
    Position position = caches().horizon();
    return Reply.ok(
        position,
        null,
        ExplanationBody.of(administration().explain(form.change().toChange()), position));
  }

  @PatchMapping(
      path = "/{name}/policy",
      consumes = {MergePatch.MEDIA_TYPE, MediaType.APPLICATION_JSON_VALUE})
  ResponseEntity<PolicyBody> policy(@PathVariable String name, @RequestBody MergePatch patch) {
    CacheName cache = CacheNames.find(name).orElseThrow(() -> new NotFoundException("cache", name));
    try {
      CachePolicy changed =
          administration().changePolicy(cache, old -> PolicyForm.patched(old, patch), null);
      return Reply.ok(caches().horizon(), null, PolicyBody.of(changed));
    } catch (InvalidPolicyException e) {
      throw new ProblemException(
          Problem.of(ProblemType.CONFLICT, "The policy makes no sense: " + e.getMessage())
              .with("reasons", e.reasons()));
    }
  }

  private CoherentCache<?, ?> cache(String name) {
    return caches().named(name).orElseThrow(() -> new NotFoundException("cache", name));
  }

  private Caches caches() {
    return books.ledger().caches();
  }

  private CacheAdministration administration() {
    return books.ledger().cacheAdministration();
  }
}
