package io.trueup.ledger;

import io.trueup.spend.ModelId;

/** Neither the catalogue nor an own price knows what a model costs; that is not free. */
public final class UnknownPriceException extends LedgerException {
  private static final long serialVersionUID = 1L;

  private final ModelId model;

  UnknownPriceException(ModelId model) {
    super(
        "no price is known for model %s of provider %s: set one, or give the cost"
            .formatted(model.model(), model.provider()),
        null);
    this.model = model;
  }

  /** The model. */
  public ModelId model() {
    return model;
  }
}
