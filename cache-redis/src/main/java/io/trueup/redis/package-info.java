/** The second level on Redis or Valkey: values that nodes share. */
@NullMarked
package io.trueup.redis;

import org.jspecify.annotations.NullMarked;
