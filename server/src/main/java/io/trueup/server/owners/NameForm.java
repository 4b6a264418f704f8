package io.trueup.server.owners;

import io.trueup.ledger.Organizations.Named;
import io.trueup.server.http.MergePatch;

/**
 * What an organization or a project is called.
 *
 * @param name for people, 1 to 200 characters
 */
record NameForm(String name) {
  static String patched(Named named, MergePatch patch) {
    return patch.applyTo(new NameForm(named.name()), NameForm.class).name();
  }
}
