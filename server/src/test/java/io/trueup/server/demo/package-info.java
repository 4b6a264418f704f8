@NullMarked
package io.trueup.server.demo;

import org.jspecify.annotations.NullMarked;
