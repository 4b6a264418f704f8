package io.trueup.server.http;

import io.trueup.cache.Position;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/** The ways to answer; each sets the headers that go with it. */
public final class Reply {
  private Reply() {}

  /** 200 for a read through caches. */
  public static <T> ResponseEntity<T> read(Consistency consistency, T body) {
    return read(consistency, null, body);
  }

  /** 200 for a read of an object that can be changed and has this version. */
  public static <T> ResponseEntity<T> read(
      Consistency consistency, @Nullable Long version, T body) {
    HttpHeaders headers = new HttpHeaders();
    consistency.writeTo(headers);
    tag(version, headers);
    return new ResponseEntity<>(body, headers, HttpStatus.OK);
  }

  /** 201 for an object that was made. */
  public static <T> ResponseEntity<T> created(
      URI location, @Nullable Position position, @Nullable Long version, T body) {
    HttpHeaders headers = headers(position);
    headers.setLocation(location);
    tag(version, headers);
    return new ResponseEntity<>(body, headers, HttpStatus.CREATED);
  }

  /** 201 for an object that came to be by its PUT, 200 for one that was there: no location. */
  public static <T> ResponseEntity<T> edited(
      @Nullable URI location, @Nullable Position position, @Nullable Long version, T body) {
    return location == null
        ? ok(position, version, body)
        : created(location, position, version, body);
  }

  /** 200 for what was changed, or for a read of the database, at this position. */
  public static <T> ResponseEntity<T> ok(
      @Nullable Position position, @Nullable Long version, T body) {
    HttpHeaders headers = headers(position);
    tag(version, headers);
    return new ResponseEntity<>(body, headers, HttpStatus.OK);
  }

  /** 204 for what was deleted. */
  public static ResponseEntity<Void> deleted(@Nullable Position position) {
    return new ResponseEntity<>(headers(position), HttpStatus.NO_CONTENT);
  }

  private static HttpHeaders headers(@Nullable Position position) {
    HttpHeaders headers = new HttpHeaders();
    Consistency.write(position, headers);
    return headers;
  }

  private static void tag(@Nullable Long version, HttpHeaders headers) {
    if (version != null) {
      headers.setETag(IfMatch.tagOf(version));
    }
  }
}
