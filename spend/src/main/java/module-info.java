/** The domain of AI spend: money, usage, prices, budgets and their windows. No I/O, no cache. */
module io.trueup.spend {
  requires static org.jspecify;

  exports io.trueup.spend;
}
