package io.trueup.ledger;

import io.trueup.spend.Identifiers;
import io.trueup.spend.InvalidInputException;
import io.trueup.spend.ModelId;
import io.trueup.spend.Money;
import io.trueup.spend.Subject;
import io.trueup.spend.Usage;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A model call to be recorded. Immutable; made by {@link #builder}.
 *
 * @param requestId the caller's id of the call, unique within the organization
 * @param organization who pays
 * @param project under which project; null: the user's home project, if there is one
 * @param user by whom, or null
 * @param conversation in which conversation, or null
 * @param model which model, as the caller names it
 * @param occurredAt when; null: now
 * @param usage what was used; may be empty if there is a cost
 * @param cost what it cost, if the caller knows better than any price; null: charged by price
 * @param metadata the caller's own notes, at most 32 of 200 characters each
 */
public record UsageRequest(
    String requestId,
    String organization,
    @Nullable String project,
    @Nullable String user,
    @Nullable String conversation,
    ModelId model,
    @Nullable Instant occurredAt,
    Usage usage,
    @Nullable Money cost,
    Map<String, String> metadata) {
  private static final int MAX_NOTES = 32;

  /** The highest cost of one request that is accepted, 10<sup>12</sup>. */
  public static final Money MAX_COST = Money.of("1000000000000");

  /**
   * @throws InvalidInputException naming the first field that is wrong
   */
  public UsageRequest {
    Identifiers.check("request_id", requestId);
    Subject unused = new Subject(organization, project, user, model);
    if (conversation != null) {
      Identifiers.check("conversation", conversation);
    }
    if (cost == null && usage.isEmpty()) {
      throw new InvalidInputException("usage", "is needed where no cost is given");
    }
    if (cost != null) {
      checkCost(cost);
    }
    metadata = checked(metadata);
  }

  /** So far below what a column holds that sums of a million million requests fit as well. */
  static void checkCost(Money cost) {
    if (cost.isNegative() || cost.compareTo(MAX_COST) > 0) {
      throw new InvalidInputException("cost", "must be 0 to " + MAX_COST + ", is " + cost);
    }
  }

  private static Map<String, String> checked(Map<String, String> metadata) {
    if (metadata.size() > MAX_NOTES) {
      throw new InvalidInputException("metadata", "must hold at most 32 keys");
    }
    metadata.forEach(
        (key, value) -> {
          Identifiers.check("metadata", key);
          checkNote("metadata." + key, value);
        });
    return Collections.unmodifiableMap(new TreeMap<>(metadata));
  }

  private static void checkNote(String field, String value) {
    Identifiers.checkText(field, value);
    if (value.codePointCount(0, value.length()) > Identifiers.MAX_LENGTH) {
      throw new InvalidInputException(field, "must have at most 200 characters");
    }
  }

  /** What it is charged to. */
  public Subject subject() {
    return new Subject(organization, project, user, model);
  }

  /** The same, charged to this project, at this time. */
  UsageRequest filledIn(@Nullable String knownProject, Instant at) {
    return new UsageRequest(
        requestId,
        organization,
        knownProject,
        user,
        conversation,
        model,
        at,
        usage,
        cost,
        metadata);
  }

  /** Starts a request with the fields that every one has. */
  public static Builder builder(String requestId, String organization, ModelId model) {
    return new Builder(requestId, organization, model);
  }

  /** Gathers a request's fields. Not thread-safe. */
  public static final class Builder {
    private final String requestId;
    private final String organization;
    private final ModelId model;
    private @Nullable String project;
    private @Nullable String user;
    private @Nullable String conversation;
    private @Nullable Instant occurredAt;
    private Usage usage = Usage.NONE;
    private @Nullable Money cost;
    private Map<String, String> metadata = Map.of();

    private Builder(String requestId, String organization, ModelId model) {
      this.requestId = requestId;
      this.organization = organization;
      this.model = model;
    }

    /** Under which project. */
    public Builder project(@Nullable String id) {
      this.project = id;
      return this;
    }

    /** By whom. */
    public Builder user(@Nullable String id) {
      this.user = id;
      return this;
    }

    /** In which conversation. */
    public Builder conversation(@Nullable String id) {
      this.conversation = id;
      return this;
    }

    /** When; the default is now. */
    public Builder occurredAt(@Nullable Instant instant) {
      this.occurredAt = instant;
      return this;
    }

    /** What was used. */
    public Builder usage(Usage counts) {
      this.usage = counts;
      return this;
    }

    /** What it cost, instead of what the price would say. */
    public Builder cost(@Nullable Money given) {
      this.cost = given;
      return this;
    }

    /** The caller's own notes. */
    public Builder metadata(Map<String, String> notes) {
      this.metadata = notes;
      return this;
    }

    /**
     * The request.
     *
     * @throws InvalidInputException naming the first field that is wrong
     */
    public UsageRequest build() {
      return new UsageRequest(
          requestId,
          organization,
          project,
          user,
          conversation,
          model,
          occurredAt,
          usage,
          cost,
          metadata);
    }
  }
}
