package io.trueup.server.changes;

import io.trueup.cache.ReadRequest;
import io.trueup.server.books.Books;
import io.trueup.server.http.Items;
import io.trueup.server.http.Reply;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/audit-log}: who changed what an administrator can change, the newest first. */
@RestController
@RequestMapping(path = "/v1/audit-log", produces = MediaType.APPLICATION_JSON_VALUE)
public final class AuditLogController {
  private final Books books;

  /** Over these books. */
  public AuditLogController(Books books) {
    this.books = books;
  }

  @GetMapping
  ResponseEntity<Items<AuditItem>> list(
      @ParameterObject AuditParameters parameters, ReadRequest freshness) {
    var page =
        books.read(
            freshness,
            () ->
                books
                    .ledger()
                    .auditLog()
                    .list(parameters.cursor(), Items.limit(parameters.limit())));
    return Reply.ok(page.position(), null, Items.of(page.value()).map(AuditItem::of));
  }
}
