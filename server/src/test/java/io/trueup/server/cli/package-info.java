@NullMarked
package io.trueup.server.cli;

import org.jspecify.annotations.NullMarked;
