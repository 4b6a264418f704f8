package io.trueup.ledger;

import io.trueup.spend.BudgetId;
import io.trueup.spend.EstimateBasis;
import io.trueup.spend.ModelId;
import io.trueup.spend.Money;
import io.trueup.spend.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/*
 * The first octet is the form's version. Ids outlive the program that made them: whoever changes the form
 * takes another version, and goes on to read this one: what nobody ended may be settled late at any time.
 * Short, and without a general codec, since each reservation from a lease is written once,
 * and its length is the length of the id that clients keep.
 */
/** The descriptions of reservations as bytes. */
final class SealedFormat {
  private static final int VERSION = 1;
  private static final int MOST_BUDGETS = 255;
  private static final int TEXT_ID = 0;
  private static final int UUID_ID = 1;
  private static final int UUID_LENGTH = 36;

  private SealedFormat() {}

  /** Writes the description; false, and nothing, if it has more budgets than can be said. */
  static boolean write(SealedReservation it, FieldWriter to) {
    if (it.budgets().size() > MOST_BUDGETS) {
      return false;
    }
    Subject subject = it.subject();
    ModelId model = subject.model();
    to.octet(VERSION)
        .number(it.number())
        .number(it.madeAt())
        .number(it.expiresAt())
        .text(it.requestId())
        .text(subject.organization())
        .optional(subject.project())
        .optional(subject.user())
        .optional(model == null ? null : model.provider())
        .optional(model == null ? null : model.model())
        .text(it.amount().toString())
        .text(it.basis().wireName())
        .text(it.fingerprint());
    all(to, it.budgets(), budget -> id(to, budget.value()));
    all(to, it.leases(), to::text);
    return true;
  }

  /** Ids that are UUIDs, as ours are, need half as much. */
  private static void id(FieldWriter to, String id) {
    Optional<UUID> uuid = uuidOf(id);
    if (uuid.isPresent()) {
      to.octet(UUID_ID)
          .number(uuid.get().getMostSignificantBits())
          .number(uuid.get().getLeastSignificantBits());
    } else {
      to.octet(TEXT_ID).text(id);
    }
  }

  /** Only what is written as a UUID writes itself: it must be read back as it was. */
  private static Optional<UUID> uuidOf(String id) {
    if (id.length() != UUID_LENGTH) {
      return Optional.empty();
    }
    try {
      UUID uuid = UUID.fromString(id);
      return uuid.toString().equals(id) ? Optional.of(uuid) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String id(FieldReader from) {
    return from.octet() == UUID_ID
        ? new UUID(from.number(), from.number()).toString()
        : from.text();
  }

  private static <T> void all(FieldWriter to, List<T> list, Consumer<T> each) {
    to.octet(list.size());
    list.forEach(each);
  }

  /**
   * What the bytes say; empty if they are of another version.
   *
   * @throws java.nio.BufferUnderflowException if they end too soon
   */
  static Optional<SealedReservation> read(byte[] bytes) {
    FieldReader from = new FieldReader(bytes);
    return from.octet() == VERSION ? Optional.of(read(from)) : Optional.empty();
  }

  private static SealedReservation read(FieldReader from) {
    long number = from.number();
    long madeAt = from.number();
    long expiresAt = from.number();
    String requestId = from.text();
    Subject subject =
        new Subject(
            from.text(), from.optional(), from.optional(), model(from.optional(), from.optional()));
    Money amount = Money.of(from.text());
    EstimateBasis basis = EstimateBasis.ofWireName(from.text());
    String fingerprint = from.text();
    List<BudgetId> budgets = all(from, () -> new BudgetId(id(from)));
    List<String> leases = all(from, from::text);
    return new SealedReservation(
        number, requestId, subject, amount, basis, budgets, leases, madeAt, expiresAt, fingerprint);
  }

  private static @Nullable ModelId model(@Nullable String provider, @Nullable String model) {
    return provider == null || model == null ? null : new ModelId(provider, model);
  }

  private static <T> List<T> all(FieldReader from, Supplier<T> each) {
    List<T> list = new ArrayList<>();
    for (int left = from.octet(); left > 0; left--) {
      list.add(each.get());
    }
    return list;
  }
}
