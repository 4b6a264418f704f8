package io.trueup.spend;

import java.util.List;

/**
 * Whose spending a budget or a setting is about. Users and projects live inside an organization;
 * their ids mean nothing without it.
 *
 * <p>The text form is stable and different for different scopes: {@code global}, {@code
 * organization:acme}, {@code project:acme/search}, {@code user:acme/ann}. In it the characters
 * {@code %}, {@code /} and {@code :} of an id are percent-encoded; {@link #parse} reads it back.
 */
public sealed interface Scope {

  /** What kind of scope this is. */
  Kind kind();

  /** The text form. */
  String text();

  /**
   * Reads a text form.
   *
   * @throws InvalidInputException if {@code text} is not what {@link #text()} writes
   */
  static Scope parse(String text) {
    return ScopeText.parse(text);
  }

  /** The kinds of scope, from the smallest to the largest, which is also their order. */
  enum Kind {
    /** One user of an organization. */
    USER,
    /** One project of an organization. */
    PROJECT,
    /** One organization. */
    ORGANIZATION,
    /** Everybody. */
    GLOBAL;

    /** The name in the HTTP contract, such as {@code user}. */
    public String wireName() {
      return WireNames.of(this);
    }

    /**
     * The kind of this name.
     *
     * @throws InvalidInputException if there is none
     */
    public static Kind ofWireName(String name) {
      return WireNames.find(values(), "scope.type", name);
    }
  }

  /** Everybody. */
  record Global() implements Scope {

    @Override
    public Kind kind() {
      return Kind.GLOBAL;
    }

    @Override
    public String text() {
      return "global";
    }

    @Override
    public String toString() {
      return text();
    }
  }

  /**
   * One organization.
   *
   * @param id the caller's id
   */
  record Organization(String id) implements Scope {

    /** Checks the id. */
    public Organization {
      Identifiers.check("organization", id);
    }

    @Override
    public Kind kind() {
      return Kind.ORGANIZATION;
    }

    @Override
    public String text() {
      return ScopeText.write(kind(), List.of(id));
    }

    @Override
    public String toString() {
      return text();
    }
  }

  /**
   * One project.
   *
   * @param organization the organization that it belongs to
   * @param id the caller's id, unique within the organization
   */
  record Project(String organization, String id) implements Scope {

    /** Checks the ids. */
    public Project {
      Identifiers.check("organization", organization);
      Identifiers.check("project", id);
    }

    @Override
    public Kind kind() {
      return Kind.PROJECT;
    }

    @Override
    public String text() {
      return ScopeText.write(kind(), List.of(organization, id));
    }

    @Override
    public String toString() {
      return text();
    }
  }

  /**
   * One user.
   *
   * @param organization the organization that the user belongs to
   * @param id the caller's id, unique within the organization
   */
  record User(String organization, String id) implements Scope {

    /** Checks the ids. */
    public User {
      Identifiers.check("organization", organization);
      Identifiers.check("user", id);
    }

    @Override
    public Kind kind() {
      return Kind.USER;
    }

    @Override
    public String text() {
      return ScopeText.write(kind(), List.of(organization, id));
    }

    @Override
    public String toString() {
      return text();
    }
  }
}
