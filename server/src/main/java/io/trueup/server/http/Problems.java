package io.trueup.server.http;

import io.trueup.alerts.MessengerBusyException;
import io.trueup.cache.FreshnessUnavailableException;
import io.trueup.cache.LoadException;
import io.trueup.changelog.DatabaseOutage;
import io.trueup.ledger.FailedClosedException;
import io.trueup.ledger.IdempotencyConflictException;
import io.trueup.ledger.InactiveUserException;
import io.trueup.ledger.LostUpdateException;
import io.trueup.ledger.RecordingBusyException;
import io.trueup.ledger.ReservationEndedException;
import io.trueup.ledger.ReservationState;
import io.trueup.ledger.UnknownObjectException;
import io.trueup.ledger.UnknownPriceException;
import io.trueup.spend.InvalidInputException;
import io.trueup.spend.NoWindowException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.ServletRequestBindingException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;

/** The one table from exceptions to problems. */
public final class Problems {
  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
  private static final Duration SOON = Duration.ofSeconds(1);

  private Problems() {}

  /** What a client is told about a failure. What is no fault of the client is logged here. */
  public static Problem of(Throwable failure) {
    Problem known = ofDomain(failure);
    if (known == null) {
      known = ofRequest(failure);
    }
    if (known == null) {
      known = ofOutage(failure);
    }
    return known == null ? bug(failure) : known;
  }

  private static @Nullable Problem ofDomain(Throwable failure) {
    if (failure instanceof InvalidInputException it) {
      return Problem.invalid(it.violations());
    }
    if (failure instanceof UnknownObjectException || failure instanceof NotFoundException) {
      return Problem.of(ProblemType.NOT_FOUND, message(failure));
    }
    if (failure instanceof LostUpdateException it) {
      return Problem.of(ProblemType.LOST_UPDATE, message(it));
    }
    if (failure instanceof IdempotencyConflictException it) {
      return Problem.of(ProblemType.IDEMPOTENCY_CONFLICT, message(it));
    }
    if (failure instanceof InactiveUserException it) {
      return Problem.of(ProblemType.USER_INACTIVE, message(it));
    }
    if (failure instanceof ReservationEndedException it) {
      return Problem.of(typeOf(it.state()), message(it));
    }
    if (failure instanceof UnknownPriceException it) {
      return Problem.of(ProblemType.UNKNOWN_PRICE, message(it))
          .with("provider", it.model().provider())
          .with("model", it.model().model());
    }
    if (failure instanceof NoWindowException it) {
      return Problem.of(ProblemType.CONFLICT, it.period().wireName() + " has no windows.");
    }
    return failure instanceof ProblemException it ? it.problem() : null;
  }

  private static ProblemType typeOf(ReservationState state) {
    return switch (state) {
      case SETTLED -> ProblemType.RESERVATION_SETTLED;
      case RELEASED -> ProblemType.RESERVATION_RELEASED;
      case EXPIRED, HELD -> ProblemType.RESERVATION_EXPIRED;
    };
  }

  private static @Nullable Problem ofRequest(Throwable failure) {
    if (failure instanceof UnreadableBodyException it) {
      return Problem.of(ProblemType.INVALID_REQUEST, message(it));
    }
    if (failure instanceof BodyTooLargeException it) {
      return Problem.of(ProblemType.TOO_LARGE, message(it));
    }
    if (failure instanceof HttpMessageNotReadableException) {
      return Problem.of(ProblemType.INVALID_REQUEST, "The request needs a body.");
    }
    if (failure instanceof MethodArgumentTypeMismatchException it) {
      return Problem.of(ProblemType.INVALID_REQUEST, it.getName() + " is invalid.");
    }
    if (failure instanceof ServletRequestBindingException it) {
      return Problem.of(ProblemType.INVALID_REQUEST, message(it));
    }
    return failure instanceof ErrorResponse it ? ofSpring(it) : null;
  }

  private static Problem ofSpring(ErrorResponse answer) {
    Problem problem = ofStatus(answer.getStatusCode().value());
    HttpHeaders headers = answer.getHeaders();
    if (answer instanceof HttpRequestMethodNotSupportedException it) {
      problem = Problem.of(problem.type(), it.getMethod() + " is not allowed here.");
    } else if (answer instanceof HttpMediaTypeNotSupportedException it) {
      problem = Problem.of(problem.type(), mediaTypes(it));
    }
    return new Problem(
        problem.type(), problem.status(), problem.detail(), problem.fields(), headers);
  }

  private static String mediaTypes(HttpMediaTypeNotSupportedException refused) {
    String allowed = MediaType.toString(refused.getSupportedMediaTypes());
    return allowed.isEmpty()
        ? "The Content-Type is not supported here."
        : "The Content-Type must be one of: " + allowed + ".";
  }

  /** What is said where nothing but a status is known. */
  static Problem ofStatus(int status) {
    return switch (status) {
      case 404 -> Problem.of(ProblemType.NOT_FOUND, "There is nothing at this path.");
      case 405 -> Problem.of(ProblemType.METHOD_NOT_ALLOWED, "The method is not allowed here.");
      case 406 ->
          Problem.of(ProblemType.NOT_ACCEPTABLE, "No answer in a media type that Accept names.");
      case 413 -> Problem.of(ProblemType.TOO_LARGE, "The request is too large.");
      case 415 ->
          Problem.of(ProblemType.UNSUPPORTED_MEDIA_TYPE, "The Content-Type is not supported here.");
      case 503 ->
          Problem.of(ProblemType.UNAVAILABLE, "Not available for the moment: try again later.")
              .retryAfter(SOON);
      default -> status < 500 ? ofClientStatus(status) : ofServerStatus(status);
    };
  }

  private static Problem ofClientStatus(int status) {
    HttpStatus known = HttpStatus.resolve(status);
    String reason = known == null ? "The request is invalid." : known.getReasonPhrase() + ".";
    Problem problem = Problem.of(ProblemType.INVALID_REQUEST, reason);
    return new Problem(problem.type(), status, reason, problem.fields(), problem.headers());
  }

  private static Problem ofServerStatus(int status) {
    Problem problem = Problem.of(ProblemType.INTERNAL_ERROR, "A mistake of the server's.");
    return new Problem(
        problem.type(), status, problem.detail(), problem.fields(), problem.headers());
  }

  private static @Nullable Problem ofOutage(Throwable failure) {
    if (failure instanceof FailedClosedException it) {
      return ofFailedClosed(it);
    }
    if (failure instanceof RecordingBusyException it) {
      return Problem.of(ProblemType.RECORDING_BUSY, message(it)).retryAfter(it.retryAfter());
    }
    if (failure instanceof MessengerBusyException it) {
      return Problem.of(ProblemType.UNAVAILABLE, message(it)).retryAfter(SOON);
    }
    if (failure instanceof FreshnessUnavailableException it && isDatabaseAway(it)) {
      return Problem.of(ProblemType.FRESHNESS_UNAVAILABLE, message(it)).retryAfter(SOON);
    }
    if (failure instanceof LoadException it) {
      return ofLoad(it);
    }
    if (isDatabaseAway(failure)) {
      LOG.warn("answered 503", failure);
      return ofStatus(HttpStatus.SERVICE_UNAVAILABLE.value());
    }
    return null;
  }

  private static Problem ofFailedClosed(FailedClosedException failure) {
    LOG.warn("answered 503", failure);
    String reason = message(failure);
    Problem problem =
        Problem.of(
                ProblemType.UNAVAILABLE,
                Character.toUpperCase(reason.charAt(0)) + reason.substring(1) + ".")
            .retryAfter(SOON);
    return failure.budget() == null ? problem : problem.with("budget_id", failure.budget().value());
  }

  /** What a load refused is the reader's own fault; that it could not be made is an outage. */
  private static @Nullable Problem ofLoad(LoadException failure) {
    Throwable cause = failure.getCause();
    Problem refused = cause == null ? null : ofDomain(cause);
    if (refused == null && isDatabaseAway(failure)) {
      LOG.warn("answered 503", failure);
      return ofStatus(HttpStatus.SERVICE_UNAVAILABLE.value());
    }
    return refused;
  }

  /**
   * Whether it may be well if it is tried again: an outage, or a conflict that went on for long.
   */
  private static boolean isDatabaseAway(Throwable failure) {
    return DatabaseOutage.isCauseOf(failure) || DatabaseOutage.isUndone(failure);
  }

  private static Problem bug(Throwable failure) {
    LOG.error("answered 500", failure);
    return ofServerStatus(HttpStatus.INTERNAL_SERVER_ERROR.value());
  }

  private static String message(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}
