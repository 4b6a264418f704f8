@NullMarked
package io.trueup.spring;

import org.jspecify.annotations.NullMarked;
