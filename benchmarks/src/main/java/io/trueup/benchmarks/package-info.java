/** What the cache costs, side by side with its peers: JMH benchmarks and their driver. */
@NullMarked
package io.trueup.benchmarks;

import org.jspecify.annotations.NullMarked;
