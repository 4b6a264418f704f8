package io.trueup.spring;

import org.jspecify.annotations.Nullable;

/**
 * A setting that makes no sense.
 *
 * @param key its full name
 * @param value what it is set to; null if only its default is at fault
 * @param rule what it must be
 */
public record SettingsProblem(String key, @Nullable Object value, String rule) {
  @Override
  public String toString() {
    return key + (value == null ? "" : " = " + value) + ": " + rule;
  }
}
