@NullMarked
package io.trueup.spring.shop;

import org.jspecify.annotations.NullMarked;
