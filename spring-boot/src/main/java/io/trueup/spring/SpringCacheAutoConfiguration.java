package io.trueup.spring;

import io.trueup.cache.Caches;
import io.trueup.cache.Tags;
import io.trueup.changelog.ChangeTransactions;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.CachingConfigurer;
import org.springframework.cache.interceptor.CacheOperationSource;
import org.springframework.cache.interceptor.CacheResolver;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Role;
import org.springframework.core.Ordered;
import org.springframework.transaction.interceptor.TransactionAttributeSource;
import org.springframework.transaction.interceptor.TransactionInterceptor;

/** Coherent caches behind Spring's annotations, unless the application has other caches. */
@AutoConfiguration(
    after = TrueupAutoConfiguration.class,
    afterName = "org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration",
    beforeName = "org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration")
@ConditionalOnMissingBean({CacheManager.class, CachingConfigurer.class})
public final class SpringCacheAutoConfiguration {
  private static final String CACHE_ADVISOR =
      "org.springframework.cache.config.internalCacheAdvisor";

  /** Configures nothing by itself. */
  public SpringCacheAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean
  CacheTags trueupCacheTags() {
    return (cache, key, value) -> Tags.none();
  }

  @Bean
  SpringCaches trueupCacheManager(
      Caches caches, ChangeTransactions transactions, CachePolicies policies, CacheTags tags) {
    return new SpringCaches(caches, transactions, policies, tags);
  }

  @Bean
  OperationCaches trueupCacheResolver(SpringCaches caches) {
    return new OperationCaches(caches);
  }

  @Bean
  CachingConfigurer trueupCachingConfigurer(OperationCaches resolver) {
    return new CachingConfigurer() {
      @Override
      public CacheResolver cacheResolver() {
        return resolver;
      }
    };
  }

  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  @ConditionalOnBean({CacheOperationSource.class, TransactionInterceptor.class})
  static EvictionAdvisor trueupEvictionAdvisor(
      CacheOperationSource operations,
      TransactionAttributeSource attributes,
      ListableBeanFactory beans,
      @Qualifier(CACHE_ADVISOR) Ordered cacheAdvisor) {
    int order = Math.max(cacheAdvisor.getOrder(), Ordered.HIGHEST_PRECEDENCE + 1) - 1;
    return new EvictionAdvisor(operations, attributes, beans, order);
  }
}
