package io.trueup.server.http;

import java.net.URI;
import java.util.Locale;
import org.springframework.http.HttpStatus;

/** The problems that a client may be answered; each has a stable URI below {@code /problems/}. */
public enum ProblemType {
  /** 400: the request can't be read, or fields of it are wrong. */
  INVALID_REQUEST(HttpStatus.BAD_REQUEST, "The request is invalid"),
  /** 403: the user is deactivated. */
  USER_INACTIVE(HttpStatus.FORBIDDEN, "The user is deactivated"),
  /** 404: there is no such thing. */
  NOT_FOUND(HttpStatus.NOT_FOUND, "Not found"),
  /** 405. */
  METHOD_NOT_ALLOWED(HttpStatus.METHOD_NOT_ALLOWED, "The method is not allowed here"),
  /** 406. */
  NOT_ACCEPTABLE(HttpStatus.NOT_ACCEPTABLE, "No answer in an accepted media type"),
  /** 409: it makes no sense in the object's present state. */
  CONFLICT(HttpStatus.CONFLICT, "The request conflicts with the present state"),
  /** 409: the request id was used for something else. */
  IDEMPOTENCY_CONFLICT(HttpStatus.CONFLICT, "The request id was used with other content"),
  /** 409: the reservation was released. */
  RESERVATION_RELEASED(HttpStatus.CONFLICT, "The reservation was released"),
  /** 409: the reservation was settled. */
  RESERVATION_SETTLED(HttpStatus.CONFLICT, "The reservation was settled"),
  /** 409: the reservation's time is over. */
  RESERVATION_EXPIRED(HttpStatus.CONFLICT, "The reservation has expired"),
  /** 410: the log no longer reaches back so far. */
  POSITION_TOO_OLD(HttpStatus.GONE, "The position is too old"),
  /** 412: somebody else changed the object first. */
  LOST_UPDATE(HttpStatus.PRECONDITION_FAILED, "The object has changed meanwhile"),
  /** 413. */
  TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE, "The request is too large"),
  /** 415. */
  UNSUPPORTED_MEDIA_TYPE(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "The media type is not supported"),
  /** 422: nobody knows what the model costs. */
  UNKNOWN_PRICE(HttpStatus.UNPROCESSABLE_CONTENT, "The price is unknown"),
  /** 429: a budget has no room for it. */
  BUDGET_EXCEEDED(HttpStatus.TOO_MANY_REQUESTS, "A budget is exceeded"),
  /** 503: an answer as fresh as asked for can't be given now. */
  FRESHNESS_UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE, "A fresh answer is not available"),
  /** 503: too much is waiting to be recorded. */
  RECORDING_BUSY(HttpStatus.SERVICE_UNAVAILABLE, "Too much is waiting to be recorded"),
  /** 503: the database can't be reached. */
  UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE, "Not available for the moment"),
  /** 500: a mistake of ours. */
  INTERNAL_ERROR(HttpStatus.INTERNAL_SERVER_ERROR, "Something went wrong here");

  private final HttpStatus status;
  private final String title;

  ProblemType(HttpStatus status, String title) {
    this.status = status;
    this.title = title;
  }

  /** The status that goes with it. */
  public HttpStatus status() {
    return status;
  }

  /** What it is, for people; always the same. */
  public String title() {
    return title;
  }

  /** Its URI, which clients may rely on. */
  public URI uri() {
    return URI.create("/problems/" + name().toLowerCase(Locale.ROOT).replace('_', '-'));
  }
}
