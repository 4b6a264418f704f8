package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.trueup.cache.KeyCodec;
import io.trueup.spend.BudgetId;
import io.trueup.spend.ModelId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ViewKeysTest {
  private static final List<String> IDS = List.of("a", "a/b", "~", "%7E", "é 漢", "+", "a b", ":");

  private static <K> void isOneToOne(KeyCodec<K> codec, List<K> keys) {
    List<String> texts = keys.stream().map(codec::text).toList();
    assertThat(new HashSet<>(texts)).hasSize(keys.size());
    assertThat(texts.stream().map(codec::parse)).isEqualTo(keys);
  }

  @Test
  void keysAndTextsAreOneToOne() {
    List<BudgetsKey> budgets = new ArrayList<>();
    List<ModelId> models = new ArrayList<>();
    for (String id : IDS) {
      budgets.add(new BudgetsKey.ById(new BudgetId(id)));
      for (String project : Arrays.asList(null, id)) {
        for (String user : Arrays.asList(null, "u", id)) {
          budgets.add(new BudgetsKey.OfSubject(id, project, user));
        }
      }
      IDS.forEach(model -> models.add(new ModelId(id, model)));
    }
    isOneToOne(ViewKeys.BUDGETS, budgets);
    isOneToOne(ViewKeys.PRICES, models);
  }

  @Test
  void whatNoKeyHasIsRefused() {
    for (String text :
        List.of("", "budget", "budget/~", "subject/~/a/b", "subject/a/b", "x/y/z", "%")) {
      assertThatIllegalArgumentException().isThrownBy(() -> ViewKeys.BUDGETS.parse(text));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> ViewKeys.PRICES.parse("openai"));
  }
}
