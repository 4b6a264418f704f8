/** Trueup in a Spring Boot application. */
@NullMarked
package io.trueup.spring;

import org.jspecify.annotations.NullMarked;
