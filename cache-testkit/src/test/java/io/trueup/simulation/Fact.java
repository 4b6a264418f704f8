package io.trueup.simulation;

import java.util.ArrayList;
import java.util.List;

/**
 * What a change does to its accounts. The state of an account is the list of what happened to it,
 * so that a value shows exactly which changes it contains, how often, and in which order.
 */
sealed interface Fact {
  List<String> accounts();

  long serial();

  /** What an account that this concerns holds afterwards. */
  List<Long> after(List<Long> state);

  private static List<Long> and(List<Long> state, long last) {
    List<Long> after = new ArrayList<>(state);
    after.add(last);
    return List.copyOf(after);
  }

  /** Is folded. */
  record Spent(List<String> accounts, long serial) implements Fact {
    @Override
    public List<Long> after(List<Long> state) {
      return and(state, serial);
    }
  }

  /** Is folded, by another fold. */
  record Refunded(List<String> accounts, long serial) implements Fact {
    @Override
    public List<Long> after(List<Long> state) {
      return and(state, -serial);
    }
  }

  /** Is not folded. */
  record Corrected(List<String> accounts, long serial) implements Fact {
    @Override
    public List<Long> after(List<Long> state) {
      return state.size() < 12 ? and(state, serial) : List.of(serial);
    }
  }

  /** Empties the accounts; is not folded. */
  record Closed(List<String> accounts, long serial) implements Fact {
    @Override
    public List<Long> after(List<Long> state) {
      return List.of();
    }
  }
}
