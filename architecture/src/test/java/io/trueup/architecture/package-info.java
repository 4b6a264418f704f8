/** What the modules may see of each other, and the rules of the house, as tests. */
@NullMarked
package io.trueup.architecture;

import org.jspecify.annotations.NullMarked;
