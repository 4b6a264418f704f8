package io.trueup.server.http;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Bounds, both inclusive, of a whole number or an amount. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Range {
  /** The least value. */
  long min() default 0;

  /** The greatest value. */
  long max() default Long.MAX_VALUE;
}
