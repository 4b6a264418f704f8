package io.trueup.spring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.ResourcePropertySource;

/**
 * Adds what Trueup sets for the active profiles, below everything that the application sets. Of
 * several profiles the last counts, as with the application's own files.
 */
final class EnvironmentDefaults implements EnvironmentPostProcessor, Ordered {
  private static final String FOLDER = "io/trueup/spring/environments/";
  private static final String COMMON = "common";

  @Override
  public int getOrder() {
    return ConfigDataEnvironmentPostProcessor.ORDER + 1;
  }

  @Override
  public void postProcessEnvironment(
      ConfigurableEnvironment environment, SpringApplication application) {
    List<String> profiles = Arrays.asList(environment.getActiveProfiles().clone());
    Collections.reverse(profiles);
    profiles.forEach(profile -> addTo(environment, profile));
    addTo(environment, COMMON);
  }

  private static void addTo(ConfigurableEnvironment environment, String name) {
    ClassPathResource file =
        new ClassPathResource(
            FOLDER + name + ".properties", EnvironmentDefaults.class.getClassLoader());
    String source = "trueup defaults: " + name;
    if (!file.exists() || environment.getPropertySources().contains(source)) {
      return;
    }
    try {
      environment.getPropertySources().addLast(new ResourcePropertySource(source, file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
