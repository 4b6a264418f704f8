package io.trueup.spend;

/** The kinds of thing that usage counts, each with the quantity that one price is for. */
public enum UnitFamily {
  /** Tokens, priced per million. */
  TOKENS(1_000_000, "tokens", "mtok"),
  /** Characters, priced per million. */
  CHARACTERS(1_000_000, "characters", "mchars"),
  /** Messages, priced per thousand. */
  MESSAGES(1_000, "", "_kcount"),
  /** Seconds, priced per hour. */
  DURATIONS(3_600, "seconds", "hours"),
  /** Pixels, priced per thousand million. */
  PIXELS(1_000_000_000, "pixels", "gpixels"),
  /** Pages of documents, priced per thousand. */
  DOCUMENT_PAGES(1_000, "pages", "kpages"),
  /** Searches to rank results, priced per thousand. */
  RERANK(1_000, "", "_kcount"),
  /** Calls of the provider's own tools, priced per thousand. */
  TOOL_CALLS(1_000, "", "_kcount"),
  /** Requests, priced per thousand. */
  REQUESTS(1_000, "", "_kcount");

  private final long per;
  private final String counted;
  private final String priced;

  UnitFamily(long per, String counted, String priced) {
    this.per = per;
    this.counted = counted;
    this.priced = priced;
  }

  /** How many units one price is for. */
  public long per() {
    return per;
  }

  /** Whose power of ten {@link #per()} is; durations are per no such power. */
  int powerOfTen() {
    return String.valueOf(per).length() - 1;
  }

  String priceKey(String unit) {
    return unit.substring(0, unit.length() - counted.length()) + priced;
  }
}
