package io.trueup.ledger;

import io.trueup.ledger.UsageRows.RequestKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Operations in rounds, so that in each no two are about one reservation, in the order in which
 * they came. What was admitted while the database was away comes last, and one request at a time:
 * what is held for it after all, and by which id, is known only in the transaction.
 */
final class Rounds {
  private final List<List<Integer>> rounds = new ArrayList<>();
  private final Map<Object, Integer> next = new HashMap<>();

  private Rounds() {}

  /**
   * Which operations are done together, by their indexes.
   *
   * @param unheld which request an id was admitted for while the database was away
   */
  static List<List<Integer>> of(
      List<Operation> operations, Function<String, Optional<RequestKey>> unheld) {
    Rounds first = new Rounds();
    Rounds last = new Rounds();
    for (int i = 0; i < operations.size(); i++) {
      String reservation = operations.get(i).reservation();
      Optional<RequestKey> request =
          reservation == null ? Optional.empty() : unheld.apply(reservation);
      if (request.isPresent()) {
        last.add(i, last.turnOf(request.get()));
      } else {
        first.add(i, reservation == null ? 0 : first.turnOf(reservation));
      }
    }
    first.rounds.addAll(last.rounds);
    return first.rounds;
  }

  private int turnOf(Object subject) {
    return next.merge(subject, 1, Integer::sum) - 1;
  }

  private void add(int operation, int round) {
    if (round == rounds.size()) {
      rounds.add(new ArrayList<>());
    }
    rounds.get(round).add(operation);
  }
}
