@NullMarked
package io.trueup.server.owners;

import org.jspecify.annotations.NullMarked;
