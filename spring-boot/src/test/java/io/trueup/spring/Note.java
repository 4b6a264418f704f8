package io.trueup.spring;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.PostPersist;
import jakarta.persistence.Transient;

/** Something of an application that keeps its rows with JPA. */
@Entity
class Note {
  @Id private final String id;
  @Transient private final Runnable whenInserted;

  // For JPA.
  Note() {
    this("");
  }

  Note(String id) {
    this(id, () -> {});
  }

  Note(String id, Runnable whenInserted) {
    this.id = id;
    this.whenInserted = whenInserted;
  }

  String id() {
    return id;
  }

  @PostPersist
  void inserted() {
    whenInserted.run();
  }
}
