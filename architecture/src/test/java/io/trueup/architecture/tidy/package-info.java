/** Rules about the files of the tree: what stands in them, how long they are, where they point. */
@NullMarked
package io.trueup.architecture.tidy;

import org.jspecify.annotations.NullMarked;
