package io.trueup.server.owners;

import io.trueup.cache.ReadRequest;
import io.trueup.ledger.Organizations;
import io.trueup.ledger.Organizations.Named;
import io.trueup.server.books.Books;
import io.trueup.server.books.Books.Written;
import io.trueup.server.books.Edits;
import io.trueup.server.books.Edits.Edited;
import io.trueup.server.http.IfMatch;
import io.trueup.server.http.Items;
import io.trueup.server.http.MergePatch;
import io.trueup.server.http.NotFoundException;
import io.trueup.server.http.PercentEncoding;
import io.trueup.server.http.Reply;
import io.trueup.spend.Scope;
import java.util.Optional;
import java.util.function.Function;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/organizations}. */
@RestController
@RequestMapping(path = "/v1/organizations", produces = MediaType.APPLICATION_JSON_VALUE)
public final class OrganizationController {
  private final Books books;

  /** Over these books. */
  public OrganizationController(Books books) {
    this.books = books;
  }

  @GetMapping
  ResponseEntity<Items<NamedBody>> list(
      @ParameterObject OwnersParameters parameters, ReadRequest freshness) {
    var page =
        books.read(
            freshness,
            () -> organizations().list(parameters.cursor(), Items.limit(parameters.limit())));
    return Reply.ok(
        page.position(), null, Items.of(page.value()).map(it -> NamedBody.of(null, it, null)));
  }

  @GetMapping("/{id}")
  ResponseEntity<NamedBody> get(@PathVariable String id, ReadRequest freshness) {
    Scope.Organization organization = new Scope.Organization(id);
    var found = books.read(freshness, () -> organizations().find(organization));
    Named named = found.value().orElseThrow(() -> notFound(id));
    return Reply.ok(found.position(), named.version(), NamedBody.of(null, named, found.position()));
  }

  @PutMapping(path = "/{id}", consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<NamedBody> put(
      @PathVariable String id, @RequestBody NameForm form, IfMatch ifMatch) {
    return edit(id, old -> form.name(), ifMatch);
  }

  @PatchMapping(
      path = "/{id}",
      consumes = {MergePatch.MEDIA_TYPE, MediaType.APPLICATION_JSON_VALUE})
  ResponseEntity<NamedBody> patch(
      @PathVariable String id, @RequestBody MergePatch patch, IfMatch ifMatch) {
    return edit(id, old -> NameForm.patched(old.orElseThrow(() -> notFound(id)), patch), ifMatch);
  }

  private ResponseEntity<NamedBody> edit(
      String id, Function<Optional<Named>, String> name, IfMatch ifMatch) {
    NamedObject object = new NamedObject(organizations(), new Scope.Organization(id));
    Edited<Named> edited = new Edits(books).edit(object, ifMatch, name);
    return Reply.edited(
        edited.isNew() ? PercentEncoding.path("v1", "organizations", id) : null,
        edited.position(),
        edited.value().version(),
        NamedBody.of(null, edited.value(), edited.position()));
  }

  @DeleteMapping("/{id}")
  ResponseEntity<Void> delete(@PathVariable String id, IfMatch ifMatch) {
    Scope.Organization organization = new Scope.Organization(id);
    Long expected =
        ifMatch.expected(() -> organizations().find(organization).map(Named::version).orElse(0L));
    Written<String> deleted =
        books.write(
            () -> {
              organizations().delete(organization, expected);
              return id;
            });
    return Reply.deleted(deleted.position());
  }

  private Organizations organizations() {
    return books.ledger().organizations();
  }

  private static NotFoundException notFound(String id) {
    return new NotFoundException("organization", id);
  }
}
