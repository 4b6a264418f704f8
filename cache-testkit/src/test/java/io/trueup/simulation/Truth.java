package io.trueup.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What each account held from when to when, as anybody who asked the database would have seen. */
final class Truth {
  /** What an account held for a while. */
  static final class Version {
    final List<Long> state;
    final long from;
    long until = Long.MAX_VALUE;
    long untilTime = Long.MAX_VALUE;

    Version(List<Long> state, long from) {
      this.state = state;
      this.from = from;
    }
  }

  private final Map<String, List<Version>> versions = new HashMap<>();

  Truth(List<String> accounts) {
    accounts.forEach(
        account -> versions.put(account, new ArrayList<>(List.of(new Version(List.of(), 0)))));
  }

  List<Version> versions(String account) {
    return versions.getOrDefault(account, List.of());
  }

  Version now(String account) {
    List<Version> all = versions(account);
    return all.get(all.size() - 1);
  }

  /** From now on the account holds this. */
  void become(String account, List<Long> state, long sequence, long time) {
    Version before = now(account);
    before.until = sequence;
    before.untilTime = time;
    versions(account).add(new Version(state, sequence));
  }
}
