package io.trueup.spring;

import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

/** What a node is called in the change log. */
final class NodeName {
  private NodeName() {}

  static String of(TrueupProperties properties, Environment environment) {
    String set = properties.node();
    return set != null ? set : byDefault(environment);
  }

  private static String byDefault(Environment environment) {
    String application = environment.getProperty("spring.application.name", "application");
    @Nullable String host = environment.getProperty("HOSTNAME");
    String name = host == null ? application : application + "@" + host;
    return name.substring(0, Math.min(name.length(), 200));
  }
}
