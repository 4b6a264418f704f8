package io.trueup.spend;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A value in a provider's response, whatever read it. Implementations are immutable. */
public interface ResponseValue {

  /** What it is. */
  Kind kind();

  /** What an object has under this name; null if it has nothing there, or is none. */
  @Nullable ResponseValue member(String name);

  /** The elements of an array, in order; empty if it is none. */
  List<? extends ResponseValue> elements();

  /** The text; empty if it is none. */
  Optional<String> text();

  /**
   * The number; empty if it is none, has a fraction or an exponent, or is beyond {@link
   * Long#MAX_VALUE}.
   */
  Optional<Long> wholeNumber();

  /** The kinds of value. */
  enum Kind {
    /** Members by name. */
    OBJECT,
    /** Elements in order. */
    ARRAY,
    /** A text. */
    STRING,
    /** A number. */
    NUMBER,
    /** True or false. */
    BOOLEAN,
    /** Nothing; the same as absence. */
    NULL
  }
}
