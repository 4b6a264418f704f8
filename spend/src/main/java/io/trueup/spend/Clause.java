package io.trueup.spend;

import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** A rule that says which names mean a model or a provider. Cases differ. */
public sealed interface Clause {

  /** Whether {@code name} is meant. */
  boolean matches(String name);

  /** The names that are meant just by being this text, in order. */
  default Stream<String> exactNames() {
    return Stream.empty();
  }

  /** Whether {@link #exactNames} are all the names that are meant. */
  default boolean isExact() {
    return false;
  }

  /**
   * The name is this text.
   *
   * @param text the whole name
   */
  record Equals(String text) implements Clause {

    @Override
    public boolean matches(String name) {
      return name.equals(text);
    }

    @Override
    public Stream<String> exactNames() {
      return Stream.of(text);
    }

    @Override
    public boolean isExact() {
      return true;
    }
  }

  /**
   * The name starts with this text.
   *
   * @param text the beginning
   */
  record StartsWith(String text) implements Clause {

    @Override
    public boolean matches(String name) {
      return name.startsWith(text);
    }
  }

  /**
   * The name ends with this text.
   *
   * @param text the end
   */
  record EndsWith(String text) implements Clause {

    @Override
    public boolean matches(String name) {
      return name.endsWith(text);
    }
  }

  /**
   * The name holds this text anywhere.
   *
   * @param text the part
   */
  record Contains(String text) implements Clause {

    @Override
    public boolean matches(String name) {
      return name.contains(text);
    }
  }

  /**
   * The expression is found somewhere in the name. Equal if the expressions are the same text.
   *
   * @param pattern the expression
   */
  record Regex(Pattern pattern) implements Clause {

    private static final int MAX_EXPRESSION = 500;

    /**
     * Reads an expression of at most 500 characters.
     *
     * @throws InvalidInputException if it is none
     */
    public static Regex of(String expression) {
      if (expression.length() > MAX_EXPRESSION) {
        throw new InvalidInputException("match.regex", "must have at most 500 characters");
      }
      try {
        return new Regex(Pattern.compile(expression));
      } catch (PatternSyntaxException e) {
        throw new InvalidInputException("match.regex", e.getDescription() + ": " + expression);
      }
    }

    @Override
    public boolean matches(String name) {
      return pattern.matcher(name).find();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Regex it && it.pattern.pattern().equals(pattern.pattern());
    }

    @Override
    public int hashCode() {
      return pattern.pattern().hashCode();
    }
  }

  /**
   * One of these.
   *
   * @param clauses the alternatives; none match if it is empty
   */
  record Or(List<Clause> clauses) implements Clause {

    /** Copies the list. */
    public Or {
      clauses = List.copyOf(clauses);
    }

    @Override
    public boolean matches(String name) {
      return clauses.stream().anyMatch(clause -> clause.matches(name));
    }

    @Override
    public Stream<String> exactNames() {
      return clauses.stream().flatMap(Clause::exactNames);
    }

    @Override
    public boolean isExact() {
      return clauses.stream().allMatch(Clause::isExact);
    }
  }

  /**
   * All of these.
   *
   * @param clauses the conditions, at least one
   */
  record And(List<Clause> clauses) implements Clause {

    /** Copies the list, which must not be empty. */
    public And {
      clauses = List.copyOf(clauses);
      if (clauses.isEmpty()) {
        throw new InvalidInputException("match.and", "must hold at least one clause");
      }
    }

    @Override
    public boolean matches(String name) {
      return clauses.stream().allMatch(clause -> clause.matches(name));
    }
  }
}
