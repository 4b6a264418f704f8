package io.trueup.ledger;

import static io.trueup.ledger.schema.Tables.TRUEUP_LENDING;

import io.trueup.ledger.schema.tables.TrueupLending;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jooq.DSLContext;

/*
 * Ids that describe their reservations, so that any node can end what another admitted, with no row and
 * after that node is gone. The description is readable, but nobody without the secret can make one: the
 * seal is the first half of its HMAC-SHA-256 (RFC 2104).
 *
 * The secret is a row: whoever has the database has it, and a copy of the database opens the same ids.
 */
/** Makes ids of descriptions, and reads them. Safe for use by many threads. */
final class ReservationSeal {
  /** With what such ids begin. */
  static final String PREFIX = "r-s-";

  /** With what the ids of those begin for which nothing is held, as the database was away. */
  static final String UNHELD = "r-u-";

  /** What is longer is not made: it would not fit into its column. */
  static final int MOST_CHARACTERS = 1_000;

  private static final TrueupLending T = TRUEUP_LENDING;
  private static final String ALGORITHM = "HmacSHA256";
  private static final int SEAL_BYTES = 16;
  private static final int SECRET_BYTES = 32;
  private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

  /** The beginnings of ids are the first bytes of what is said, and so under the seal too. */
  private static final byte[] HELD_KIND = Base64.getUrlDecoder().decode(PREFIX);

  private static final byte[] UNHELD_KIND = Base64.getUrlDecoder().decode(UNHELD);
  private static final int KIND_BYTES = 3;

  private final Mac keyed;

  /** With this secret. */
  ReservationSeal(byte[] secret) {
    try {
      keyed = Mac.getInstance(ALGORITHM);
      keyed.init(new SecretKeySpec(secret, ALGORITHM));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }

  /** With the database's secret, which is made if there is none. */
  static ReservationSeal of(LedgerDatabase database) {
    return new ReservationSeal(database.apart(ReservationSeal::secret));
  }

  private static byte[] secret(DSLContext sql) {
    byte[] fresh = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(fresh);
    sql.insertInto(T, T.ONE, T.INCARNATION, T.WATCH_MILLIS, T.SECRET)
        .values(1, "", 0L, Base64.getEncoder().encodeToString(fresh))
        .onConflictDoNothing()
        .execute();
    return Base64.getDecoder().decode(sql.select(T.SECRET).from(T).fetchSingle(T.SECRET));
  }

  /** The id that says this; empty if it would be too long. */
  Optional<String> seal(SealedReservation description) {
    return seal(HELD_KIND, description);
  }

  /** The id that says this, and that nothing is held for it; empty if it would be too long. */
  Optional<String> sealUnheld(SealedReservation description) {
    return seal(UNHELD_KIND, description);
  }

  private Optional<String> seal(byte[] kind, SealedReservation description) {
    FieldWriter to = new FieldWriter().raw(kind);
    if (!SealedFormat.write(description, to)) {
      return Optional.empty();
    }
    byte[] said = to.toBytes();
    String id = TEXT.encodeToString(to.raw(sealOf(said)).toBytes());
    return id.length() > MOST_CHARACTERS ? Optional.empty() : Optional.of(id);
  }

  /** What the id says; empty if it is none of these, or nobody with the secret made it. */
  Optional<SealedReservation> open(String id) {
    if (id.length() > MOST_CHARACTERS || !(id.startsWith(PREFIX) || isUnheld(id))) {
      return Optional.empty();
    }
    try {
      byte[] sealed = Base64.getUrlDecoder().decode(id);
      if (!TEXT.encodeToString(sealed).equals(id)) {
        return Optional.empty(); // the last letter has bits to spare: one reservation, one id
      }
      int length = Math.max(0, sealed.length - SEAL_BYTES);
      byte[] said = Arrays.copyOf(sealed, length);
      byte[] seal = Arrays.copyOfRange(sealed, length, sealed.length);
      return MessageDigest.isEqual(seal, sealOf(said))
          ? SealedFormat.read(Arrays.copyOfRange(said, KIND_BYTES, length))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Whether the id says that nothing is held. Who made it is another question. */
  static boolean isUnheld(String id) {
    return id.startsWith(UNHELD);
  }

  private byte[] sealOf(byte[] said) {
    try {
      Mac mac = (Mac) keyed.clone();
      return Arrays.copyOf(mac.doFinal(said), SEAL_BYTES);
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's " + ALGORITHM + " can be cloned", e);
    }
  }
}
