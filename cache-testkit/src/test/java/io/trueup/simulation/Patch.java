package io.trueup.simulation;

/**
 * One place of the cache's sources, written otherwise.
 *
 * @param file name of the file in {@code io.trueup.cache}
 * @param from what stands there exactly once
 * @param to what stands there instead
 */
record Patch(String file, String from, String to) {
  /**
   * The source with the patch.
   *
   * @throws IllegalStateException if the place is not there any more, or not the only one
   */
  String applyTo(String source) {
    int at = source.indexOf(from);
    if (at < 0 || source.indexOf(from, at + 1) >= 0) {
      throw new IllegalStateException(
          file + " does not hold this exactly once, adjust the patch: " + from);
    }
    return source.substring(0, at) + to + source.substring(at + from.length());
  }
}
