package io.trueup.benchmarks;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/** An application of nothing but its starters, which the server's start is compared with. */
@EnableAutoConfiguration
public class EmptyApplication {
  /**
   * Starts.
   *
   * @param arguments Spring Boot's
   */
  public static void main(String... arguments) {
    SpringApplication.run(EmptyApplication.class, arguments);
  }
}
