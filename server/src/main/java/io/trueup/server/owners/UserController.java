package io.trueup.server.owners;

import io.trueup.cache.ReadRequest;
import io.trueup.ledger.Page;
import io.trueup.ledger.UserProfile;
import io.trueup.ledger.Users;
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

/** {@code /v1/organizations/{org}/users}. */
@RestController
@RequestMapping(
    path = "/v1/organizations/{organization}/users",
    produces = MediaType.APPLICATION_JSON_VALUE)
public final class UserController {
  private final Books books;

  /** Over these books. */
  public UserController(Books books) {
    this.books = books;
  }

  @GetMapping
  ResponseEntity<Items<UserBody>> list(
      @PathVariable String organization,
      @ParameterObject OwnersParameters parameters,
      ReadRequest freshness) {
    Scope.Organization of = new Scope.Organization(organization);
    var page = books.read(freshness, () -> page(of, parameters));
    return Reply.ok(page.position(), null, Items.of(page.value()).map(it -> UserBody.of(it, null)));
  }

  private Page<UserProfile> page(Scope.Organization of, OwnersParameters parameters) {
    var page = users().list(of.id(), parameters.cursor(), Items.limit(parameters.limit()));
    if (page.items().isEmpty() && books.ledger().organizations().find(of).isEmpty()) {
      throw new NotFoundException("organization", of.id());
    }
    return page;
  }

  @GetMapping("/{id}")
  ResponseEntity<UserBody> get(
      @PathVariable String organization, @PathVariable String id, ReadRequest freshness) {
    Scope.User user = new Scope.User(organization, id);
    var found = books.read(freshness, () -> users().find(user));
    UserProfile profile = found.value().orElseThrow(() -> notFound(user));
    return Reply.ok(found.position(), profile.version(), UserBody.of(profile, found.position()));
  }

  @PutMapping(path = "/{id}", consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<UserBody> put(
      @PathVariable String organization,
      @PathVariable String id,
      @RequestBody UserForm form,
      IfMatch ifMatch) {
    Scope.User user = new Scope.User(organization, id);
    return edit(user, old -> form.toProfile(user), ifMatch);
  }

  @PatchMapping(
      path = "/{id}",
      consumes = {MergePatch.MEDIA_TYPE, MediaType.APPLICATION_JSON_VALUE})
  ResponseEntity<UserBody> patch(
      @PathVariable String organization,
      @PathVariable String id,
      @RequestBody MergePatch patch,
      IfMatch ifMatch) {
    Scope.User user = new Scope.User(organization, id);
    return edit(
        user,
        old ->
            patch
                .applyTo(UserForm.of(old.orElseThrow(() -> notFound(user))), UserForm.class)
                .toProfile(user),
        ifMatch);
  }

  private ResponseEntity<UserBody> edit(
      Scope.User user, Function<Optional<UserProfile>, UserProfile> change, IfMatch ifMatch) {
    Edited<UserProfile> edited =
        new Edits(books).edit(new UserObject(books.ledger(), user), ifMatch, change);
    return Reply.edited(
        edited.isNew()
            ? PercentEncoding.path("v1", "organizations", user.organization(), "users", user.id())
            : null,
        edited.position(),
        edited.value().version(),
        UserBody.of(edited.value(), edited.position()));
  }

  @DeleteMapping("/{id}")
  ResponseEntity<Void> delete(
      @PathVariable String organization, @PathVariable String id, IfMatch ifMatch) {
    Scope.User user = new Scope.User(organization, id);
    Long expected = ifMatch.expected(() -> users().find(user).map(UserProfile::version).orElse(0L));
    Written<Scope> erased =
        books.write(
            () -> {
              users().erase(user, expected);
              return user;
            });
    return Reply.deleted(erased.position());
  }

  private Users users() {
    return books.ledger().users();
  }

  private static NotFoundException notFound(Scope.User user) {
    return new NotFoundException("user", user.id());
  }
}
