package io.trueup.spring;

import io.trueup.cache.InvalidPolicyException;
import io.trueup.spring.KnownSettings.Setting;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.util.ClassUtils;

/*
 * Binding stops at the first value that it can't convert. Whoever corrects settings wants to hear of all
 * of them, so each is looked at on its own before anything is bound.
 */
/** Refuses settings that make no sense, all at once, before any bean is made. */
final class SettingsCheck implements BeanFactoryPostProcessor {
  private static final String MESSENGER = "io.trueup.alerts.AlertMessenger";
  private static final String SECOND_LEVEL = "io.trueup.redis.LettuceSecondLevel";
  private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("trueup");

  private final Environment environment;
  private final Set<SettingsProblem> problems = new LinkedHashSet<>();

  SettingsCheck(Environment environment) {
    this.environment = environment;
  }

  @Override
  public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
    Binder binder = Binder.get(environment);
    names().forEach(name -> checkOne(name, binder));
    if (problems.isEmpty()) {
      checkTogether(Binder.get(environment).bindOrCreate("trueup", TrueupProperties.class));
    }
    if (!problems.isEmpty()) {
      throw new InvalidSettingsException(List.copyOf(problems));
    }
  }

  private Set<ConfigurationPropertyName> names() {
    Set<ConfigurationPropertyName> names = new LinkedHashSet<>();
    for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
      if (source instanceof IterableConfigurationPropertySource listed) {
        boolean isLoose = isEnvironmentOfTheProcess(source);
        listed.stream()
            .filter(ROOT::isAncestorOf)
            .filter(name -> !isLoose || isMeantForTrueup(name))
            .forEach(names::add);
      }
    }
    return names;
  }

  private static boolean isMeantForTrueup(ConfigurationPropertyName name) {
    return KnownSettings.named(name) != null || KnownSettings.isOfASplitCache(name);
  }

  /** Its variables are others' too: TRUEUP_JAVA_OPTS is no setting. */
  private static boolean isEnvironmentOfTheProcess(ConfigurationPropertySource source) {
    return source.getUnderlyingSource() instanceof PropertySource<?> underlying
        && underlying
            .getName()
            .endsWith(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
  }

  private void checkOne(ConfigurationPropertyName name, Binder binder) {
    Setting<?> setting = KnownSettings.named(name);
    if (setting != null) {
      checkValue(name, setting, binder);
    } else if (KnownSettings.isOfASplitCache(name)) {
      addUnknown(
          name, ": a cache's name is one word; without its dashes in a variable, else in []");
    } else if (!KnownSettings.isReserved(name.subName(1).toString())) {
      addUnknown(name, "");
    }
  }

  private void addUnknown(ConfigurationPropertyName name, String hint) {
    String rule = "there is no such setting" + hint;
    problems.add(new SettingsProblem(name.toString(), valueOf(name), rule));
  }

  private <T> void checkValue(ConfigurationPropertyName name, Setting<T> setting, Binder binder) {
    try {
      T value = binder.bind(name, Bindable.of(setting.type())).orElse(null);
      if (value == null || setting.fits().test(value)) {
        return;
      }
    } catch (BindException e) {
      // Said below: it is not of the type that the rule names.
    }
    String rule = "must be " + setting.rule();
    problems.add(new SettingsProblem(name.toString(), valueOf(name), rule));
  }

  private void checkTogether(TrueupProperties properties) {
    if (properties.recording().batch() > properties.recording().queue()) {
      problems.add(
          new SettingsProblem(
              "trueup.recording.batch",
              properties.recording().batch(),
              "must be at most trueup.recording.queue, which is "
                  + properties.recording().queue()));
    }
    if (properties.changelog().triggers() && properties.changelog().soleWriter()) {
      problems.add(
          new SettingsProblem(
              "trueup.changelog.triggers",
              true,
              "must be false with trueup.changelog.sole-writer, which promises that nobody else"
                  + " writes"));
    }
    checkAlerts(properties.alerts());
    properties.caches().forEach(this::checkPolicy);
    if (properties.redis().url() != null && !ClassUtils.isPresent(SECOND_LEVEL, null)) {
      problems.add(
          new SettingsProblem(
              "trueup.redis.url",
              "set",
              "needs io.trueup:trueup-cache-redis on the class path, which is not there"));
    }
  }

  private void checkAlerts(TrueupProperties.Alerts alerts) {
    if (alerts.longestRetry().compareTo(alerts.firstRetry()) < 0) {
      problems.add(
          new SettingsProblem(
              "trueup.alerts.longest-retry",
              alerts.longestRetry(),
              "must be at least trueup.alerts.first-retry, which is " + alerts.firstRetry()));
    }
    TrueupProperties.Smtp smtp = alerts.smtp();
    if (smtp.host() != null && smtp.from() == null) {
      problems.add(
          new SettingsProblem(
              "trueup.alerts.smtp.from", null, "must be set with trueup.alerts.smtp.host"));
    }
    if ((smtp.username() == null) != (smtp.password() == null)) {
      problems.add(
          new SettingsProblem(
              "trueup.alerts.smtp.username",
              smtp.username(),
              "must be set with trueup.alerts.smtp.password, and not without it"));
    }
    if (smtp.host() != null && !ClassUtils.isPresent(MESSENGER, null)) {
      problems.add(
          new SettingsProblem(
              "trueup.alerts.smtp.host",
              smtp.host(),
              "needs io.trueup:trueup-alerts on the class path, which is not there"));
    }
  }

  private void checkPolicy(String cache, CacheSettings settings) {
    try {
      settings.over(CachePolicies.defaultOf(cache));
    } catch (InvalidPolicyException e) {
      e.reasons().forEach(reason -> addReason(prefixOf(cache), reason));
    }
  }

  private static ConfigurationPropertyName prefixOf(String cache) {
    String name = CachePolicies.wholeName(cache);
    String plain = "trueup.caches." + name;
    return ConfigurationPropertyName.of(
        ConfigurationPropertyName.isValid(plain) ? plain : "trueup.caches[" + name + "]");
  }

  /** A policy's reason begins with the name of the setting. */
  private void addReason(ConfigurationPropertyName prefix, String reason) {
    int colon = reason.indexOf(": ");
    ConfigurationPropertyName key = prefix.append(reason.substring(0, colon));
    String rule = reason.substring(colon + 2);
    problems.add(new SettingsProblem(key.toString(), valueOf(key), rule));
  }

  private @Nullable Object valueOf(ConfigurationPropertyName name) {
    for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
      var found = source.getConfigurationProperty(name);
      if (found != null) {
        return found.getValue();
      }
    }
    return null;
  }
}
