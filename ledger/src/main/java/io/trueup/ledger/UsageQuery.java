package io.trueup.ledger;

import io.trueup.spend.InvalidInputException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which records to list: those that meet every condition given. Immutable; made by {@link
 * #builder}.
 *
 * @param organization of this organization
 * @param project recorded under this project
 * @param user of this user
 * @param conversation of this conversation
 * @param provider of this provider, as the requests named it, whatever the case of letters
 * @param model of this model, as the requests named it, whatever the case of letters
 * @param requestId of this request
 * @param from not before
 * @param to before
 */
public record UsageQuery(
    @Nullable String organization,
    @Nullable String project,
    @Nullable String user,
    @Nullable String conversation,
    @Nullable String provider,
    @Nullable String model,
    @Nullable String requestId,
    @Nullable Instant from,
    @Nullable Instant to) {
  /** Every record. */
  public static final UsageQuery ALL = builder().build();

  /**
   * @throws InvalidInputException naming {@code to} if it is not after {@code from}
   */
  public UsageQuery {
    if (from != null && to != null && !from.isBefore(to)) {
      throw new InvalidInputException("to", "must be after from");
    }
  }

  /** Starts a query without conditions. */
  public static Builder builder() {
    return new Builder();
  }

  /** Gathers conditions; each may be null for none. Not thread-safe. */
  public static final class Builder {
    private @Nullable String organization;
    private @Nullable String project;
    private @Nullable String user;
    private @Nullable String conversation;
    private @Nullable String provider;
    private @Nullable String model;
    private @Nullable String requestId;
    private @Nullable Instant from;
    private @Nullable Instant to;

    private Builder() {}

    /** Of this organization. */
    public Builder organization(@Nullable String id) {
      this.organization = id;
      return this;
    }

    /** Recorded under this project. */
    public Builder project(@Nullable String id) {
      this.project = id;
      return this;
    }

    /** Of this user. */
    public Builder user(@Nullable String id) {
      this.user = id;
      return this;
    }

    /** Of this conversation. */
    public Builder conversation(@Nullable String id) {
      this.conversation = id;
      return this;
    }

    /** Of this provider, as the requests named it. */
    public Builder provider(@Nullable String name) {
      this.provider = name;
      return this;
    }

    /** Of this model, as the requests named it. */
    public Builder model(@Nullable String name) {
      this.model = name;
      return this;
    }

    /** Of this request. */
    public Builder requestId(@Nullable String id) {
      this.requestId = id;
      return this;
    }

    /** Not before this instant. */
    public Builder from(@Nullable Instant instant) {
      this.from = instant;
      return this;
    }

    /** Before this instant. */
    public Builder to(@Nullable Instant instant) {
      this.to = instant;
      return this;
    }

    /**
     * The query.
     *
     * @throws InvalidInputException naming {@code to} if it is not after {@code from}
     */
    public UsageQuery build() {
      return new UsageQuery(
          organization, project, user, conversation, provider, model, requestId, from, to);
    }
  }
}
