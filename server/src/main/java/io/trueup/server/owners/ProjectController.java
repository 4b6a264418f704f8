package io.trueup.server.owners;

import io.trueup.cache.ReadRequest;
import io.trueup.ledger.Organizations;
import io.trueup.ledger.Organizations.Named;
import io.trueup.ledger.Page;
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

/** {@code /v1/organizations/{org}/projects}. A project's organization comes to be with it. */
@RestController
@RequestMapping(
    path = "/v1/organizations/{organization}/projects",
    produces = MediaType.APPLICATION_JSON_VALUE)
public final class ProjectController {
  private final Books books;

  /** Over these books. */
  public ProjectController(Books books) {
    this.books = books;
  }

  @GetMapping
  ResponseEntity<Items<NamedBody>> list(
      @PathVariable String organization,
      @ParameterObject OwnersParameters parameters,
      ReadRequest freshness) {
    Scope.Organization of = new Scope.Organization(organization);
    var page = books.read(freshness, () -> page(of, parameters));
    return Reply.ok(
        page.position(),
        null,
        Items.of(page.value()).map(it -> NamedBody.of(organization, it, null)));
  }

  private Page<Named> page(Scope.Organization of, OwnersParameters parameters) {
    var page =
        organizations().projects(of.id(), parameters.cursor(), Items.limit(parameters.limit()));
    if (page.items().isEmpty() && organizations().find(of).isEmpty()) {
      throw new NotFoundException("organization", of.id());
    }
    return page;
  }

  @GetMapping("/{id}")
  ResponseEntity<NamedBody> get(
      @PathVariable String organization, @PathVariable String id, ReadRequest freshness) {
    Scope.Project project = new Scope.Project(organization, id);
    var found = books.read(freshness, () -> organizations().find(project));
    Named named = found.value().orElseThrow(() -> notFound(project));
    return Reply.ok(
        found.position(), named.version(), NamedBody.of(organization, named, found.position()));
  }

  @PutMapping(path = "/{id}", consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<NamedBody> put(
      @PathVariable String organization,
      @PathVariable String id,
      @RequestBody NameForm form,
      IfMatch ifMatch) {
    return edit(new Scope.Project(organization, id), old -> form.name(), ifMatch);
  }

  @PatchMapping(
      path = "/{id}",
      consumes = {MergePatch.MEDIA_TYPE, MediaType.APPLICATION_JSON_VALUE})
  ResponseEntity<NamedBody> patch(
      @PathVariable String organization,
      @PathVariable String id,
      @RequestBody MergePatch patch,
      IfMatch ifMatch) {
    Scope.Project project = new Scope.Project(organization, id);
    return edit(
        project, old -> NameForm.patched(old.orElseThrow(() -> notFound(project)), patch), ifMatch);
  }

  private ResponseEntity<NamedBody> edit(
      Scope.Project project, Function<Optional<Named>, String> name, IfMatch ifMatch) {
    String organization = project.organization();
    Edited<Named> edited =
        new Edits(books).edit(new NamedObject(organizations(), project), ifMatch, name);
    return Reply.edited(
        edited.isNew()
            ? PercentEncoding.path("v1", "organizations", organization, "projects", project.id())
            : null,
        edited.position(),
        edited.value().version(),
        NamedBody.of(organization, edited.value(), edited.position()));
  }

  @DeleteMapping("/{id}")
  ResponseEntity<Void> delete(
      @PathVariable String organization, @PathVariable String id, IfMatch ifMatch) {
    Scope.Project project = new Scope.Project(organization, id);
    Long expected =
        ifMatch.expected(() -> organizations().find(project).map(Named::version).orElse(0L));
    Written<Scope> deleted =
        books.write(
            () -> {
              organizations().delete(project, expected);
              return project;
            });
    return Reply.deleted(deleted.position());
  }

  private Organizations organizations() {
    return books.ledger().organizations();
  }

  private static NotFoundException notFound(Scope.Project project) {
    return new NotFoundException("project", project.id());
  }
}
