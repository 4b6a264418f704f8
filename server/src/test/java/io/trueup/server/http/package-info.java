@NullMarked
package io.trueup.server.http;

import org.jspecify.annotations.NullMarked;
