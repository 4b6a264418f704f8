package io.trueup.chaos.load;

import io.trueup.chaos.check.Claim;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;

/**
 * What a 429 says: its figures have to be those of one moment, to add up, and to deny; the fields
 * and their order are the contract's. Immutable.
 *
 * @param reply the answer
 * @param amount what was asked for
 * @param scopes of the budgets that apply, by id
 */
record Denial(Reply reply, BigDecimal amount, Map<String, String> scopes) {
  private static final List<String> SCOPES = List.of("user", "project", "organization", "global");
  private static final List<String> FIELDS =
      List.of(
          "budget_id",
          "scope",
          "period",
          "limit",
          "spent",
          "reserved",
          "requested",
          "remaining",
          "currency");

  /** All that it says. */
  List<Claim> claims() {
    List<Claim> claims = new ArrayList<>();
    JsonNode problem = reply.json();
    List<JsonNode> all = problem.required("denied_by_all").valueStream().toList();
    expect(claims, () -> reply.problem().equals("budget-exceeded"), "its type");
    expect(claims, () -> problem.required("status").asInt() == 429, "its status");
    expect(claims, () -> FIELDS.stream().allMatch(it -> isFirst(problem, all, it)), "the first");
    expect(claims, () -> all.equals(all.stream().sorted(order()).toList()), "the order");
    expect(claims, () -> !problem.has("max_output_tokens_that_fit"), "no tokens were asked for");
    expect(claims, () -> hasRetryAfter() == all.stream().allMatch(this::isHelpedByTime), "waiting");
    all.forEach(each -> claims.addAll(claims(each)));
    return claims;
  }

  private void expect(List<Claim> claims, BooleanSupplier fact, String what) {
    if (!fact.getAsBoolean()) {
      claims.add(
          new Claim.Contradiction(
              what + ": " + reply.response().headers().map() + " " + reply.response().body()));
    }
  }

  private static boolean isFirst(JsonNode problem, List<JsonNode> all, String field) {
    return !all.isEmpty() && problem.required(field).equals(all.get(0).required(field));
  }

  private boolean hasRetryAfter() {
    return reply.response().headers().firstValue("Retry-After").isPresent();
  }

  private boolean isHelpedByTime(JsonNode each) {
    return each.has("resets_at") && amount.compareTo(money(each, "limit")) <= 0;
  }

  private static Comparator<JsonNode> order() {
    return Comparator.comparingInt((JsonNode it) -> SCOPES.indexOf(it.at("/scope/type").asString()))
        .thenComparing(it -> money(it, "remaining"));
  }

  private List<Claim> claims(JsonNode each) {
    String id = each.required("budget_id").asString();
    String scope = scopes.getOrDefault(id, "of nobody here");
    BigDecimal limit = money(each, "limit");
    BigDecimal spent = money(each, "spent");
    BigDecimal reserved = money(each, "reserved");
    BigDecimal left = limit.subtract(spent).subtract(reserved);
    List<Claim> claims = new ArrayList<>();
    expect(claims, () -> scopes.containsKey(id), "the budget");
    expect(claims, () -> money(each, "requested").compareTo(amount) == 0, "what was asked for");
    expect(claims, () -> reserved.signum() >= 0 && left.compareTo(amount) < 0, "no room");
    expect(
        claims,
        () -> money(each, "remaining").compareTo(left.max(BigDecimal.ZERO)) == 0,
        "what is left");
    expect(claims, () -> resetsAsItsPeriodSays(each), "when it starts again");
    claims.add(Claim.is("limit:" + id, limit));
    claims.add(Claim.is("cost:" + scope, spent));
    return claims;
  }

  private static boolean resetsAsItsPeriodSays(JsonNode each) {
    if (each.required("period").asString().equals("total")) {
      return !each.has("resets_at");
    }
    Instant next =
        YearMonth.from(OffsetDateTime.ofInstant(Instant.ofEpochMilli(Ticket.now()), ZoneOffset.UTC))
            .plusMonths(1)
            .atDay(1)
            .atStartOfDay(ZoneOffset.UTC)
            .toInstant();
    return each.has("resets_at")
        && Instant.parse(each.required("resets_at").asString()).equals(next);
  }

  private static BigDecimal money(JsonNode node, String field) {
    return new BigDecimal(node.required(field).asString());
  }
}
