package io.trueup.server.usage;

import java.util.List;

/**
 * What became of a batch.
 *
 * @param results of each call, in their order
 */
record BatchBody(List<BatchResult> results) {}
