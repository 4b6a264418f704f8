package io.trueup.spend;

/**
 * One bad field of an input.
 *
 * @param field the field's name as callers write it, such as {@code usage.input_tokens}
 * @param reason what is wrong and what would be right, as the rest of a sentence about the field
 */
public record Violation(String field, String reason) {

  @Override
  public String toString() {
    return field + ": " + reason;
  }
}
