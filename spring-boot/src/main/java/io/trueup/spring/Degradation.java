package io.trueup.spring;

import java.util.function.BooleanSupplier;

/**
 * Says whether a part is missing without which all is right, but slower. Beans of this type count
 * in health.
 *
 * @param part what it is, such as {@code redis}
 * @param isMissing whether it is missing at the moment; safe for use by many threads
 */
public record Degradation(String part, BooleanSupplier isMissing) {}
