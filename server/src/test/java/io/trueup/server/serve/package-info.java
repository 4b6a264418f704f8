@NullMarked
package io.trueup.server.serve;

import org.jspecify.annotations.NullMarked;
