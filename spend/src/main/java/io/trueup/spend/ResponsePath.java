package io.trueup.spend;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where in a provider's response something stands. Immutable.
 *
 * @param steps from the outside to the inside, 1 to 20
 */
public record ResponsePath(List<Step> steps) {

  private static final int MAX_STEPS = 20;
  private static final int MAX_ELEMENTS = 10_000;

  /** Copies and checks the list. */
  public ResponsePath {
    steps = List.copyOf(steps);
    if (steps.isEmpty() || steps.size() > MAX_STEPS) {
      throw new InvalidInputException("path", "must have 1 to " + MAX_STEPS + " steps");
    }
  }

  /** The members of these names, each inside the one before. */
  public static ResponsePath of(String... names) {
    return new ResponsePath(Arrays.stream(names).<Step>map(Member::new).toList());
  }

  /**
   * What stands there; absent if a step leads nowhere or to null.
   *
   * @throws InvalidInputException if a step meets a value of another kind than it is for
   */
  Optional<Place> in(Place start) {
    Place at = start;
    for (Step step : steps) {
      @Nullable Place next = step.from(at);
      if (next == null || next.value().kind() == ResponseValue.Kind.NULL) {
        return Optional.empty();
      }
      at = next;
    }
    return Optional.of(at);
  }

  @Override
  public String toString() {
    return steps.stream().map(Step::toString).collect(Collectors.joining("."));
  }

  /** One step. */
  public sealed interface Step {

    /** The value that it leads to; null if there is none. */
    @Nullable Place from(Place at);
  }

  /**
   * Into an object.
   *
   * @param name of the member
   */
  public record Member(String name) implements Step {

    @Override
    public @Nullable Place from(Place at) {
      ResponseValue value = at.require(ResponseValue.Kind.OBJECT).member(name);
      return value == null ? null : new Place(at.name() + "." + name, value);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /**
   * Into an array, to the first object in which a text matches.
   *
   * @param field the name of the text
   * @param match what the text is like
   */
  public record FirstElement(String field, Clause match) implements Step {

    @Override
    public @Nullable Place from(Place at) {
      List<? extends ResponseValue> all = at.require(ResponseValue.Kind.ARRAY).elements();
      if (all.size() > MAX_ELEMENTS) {
        throw new InvalidInputException(
            at.name(), "must have at most " + MAX_ELEMENTS + " elements");
      }
      for (int i = 0; i < all.size(); i++) {
        if (isMeant(all.get(i))) {
          return new Place(at.name() + "[" + i + "]", all.get(i));
        }
      }
      return null;
    }

    private boolean isMeant(ResponseValue element) {
      ResponseValue text = element.member(field);
      return text != null && text.text().filter(match::matches).isPresent();
    }

    @Override
    public String toString() {
      return "[" + field + "]";
    }
  }

  /**
   * A value and how callers name its place.
   *
   * @param name such as {@code response.usage}
   * @param value what stands there
   */
  record Place(String name, ResponseValue value) {

    ResponseValue require(ResponseValue.Kind kind) {
      if (value.kind() != kind) {
        throw refusal("must be " + nameOf(kind));
      }
      return value;
    }

    InvalidInputException refusal(String rule) {
      return new InvalidInputException(name, rule + ", is " + nameOf(value.kind()));
    }

    private static String nameOf(ResponseValue.Kind kind) {
      String name = kind.name().toLowerCase(Locale.ROOT);
      return switch (kind) {
        case NULL -> name;
        case OBJECT, ARRAY -> "an " + name;
        default -> "a " + name;
      };
    }
  }
}
