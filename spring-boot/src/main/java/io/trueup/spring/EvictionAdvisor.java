package io.trueup.spring;

import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.cache.interceptor.CacheEvictOperation;
import org.springframework.cache.interceptor.CacheOperation;
import org.springframework.cache.interceptor.CacheOperationSource;
import org.springframework.cache.interceptor.CachePutOperation;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.interceptor.TransactionAttribute;
import org.springframework.transaction.interceptor.TransactionAttributeSource;
import org.springframework.transaction.interceptor.TransactionInterceptor;

/*
 * Spring evicts around the transaction: with both annotations at the same order, as Boot has them, the
 * method's transaction has committed before the eviction runs. A process that dies or stops in between
 * leaves every node with the old value. So a method that evicts gets its transaction begun outside of the
 * cache's advice too; the inner one joins it, and data and eviction are one commit.
 *
 * Only for REQUIRED. REQUIRES_NEW would begin a second one inside. Methods that only read are left as
 * they are: a hit needs no transaction, and what is loaded inside one is not kept.
 */
/** Begins the transaction of a method that evicts before its eviction, not after it. */
final class EvictionAdvisor extends DefaultPointcutAdvisor {
  private static final long serialVersionUID = 1;

  /**
   * For methods that both sources know.
   *
   * @param order ahead of the cache's advice
   */
  EvictionAdvisor(
      CacheOperationSource operations,
      TransactionAttributeSource attributes,
      BeanFactory beans,
      int order) {
    super(
        new Pointcut(new Evicting(operations, attributes)),
        interceptor(new Evicting(operations, attributes), beans));
    setOrder(order);
  }

  private static TransactionInterceptor interceptor(Evicting evicting, BeanFactory beans) {
    TransactionInterceptor interceptor = new TransactionInterceptor();
    interceptor.setTransactionAttributeSource(evicting);
    interceptor.setBeanFactory(beans);
    interceptor.afterPropertiesSet();
    return interceptor;
  }

  private record Evicting(CacheOperationSource operations, TransactionAttributeSource attributes)
      implements TransactionAttributeSource {
    @Override
    public boolean isCandidateClass(Class<?> targetClass) {
      return operations.isCandidateClass(targetClass) && attributes.isCandidateClass(targetClass);
    }

    @Override
    public @Nullable TransactionAttribute getTransactionAttribute(
        Method method, @Nullable Class<?> targetClass) {
      var found = operations.getCacheOperations(method, targetClass);
      if (found == null || found.stream().noneMatch(Evicting::evicts)) {
        return null;
      }
      TransactionAttribute attribute = attributes.getTransactionAttribute(method, targetClass);
      return attribute != null
              && attribute.getPropagationBehavior() == TransactionDefinition.PROPAGATION_REQUIRED
          ? attribute
          : null;
    }

    private static boolean evicts(CacheOperation operation) {
      return operation instanceof CacheEvictOperation || operation instanceof CachePutOperation;
    }
  }

  private static final class Pointcut extends StaticMethodMatcherPointcut {
    private final Evicting evicting;

    Pointcut(Evicting evicting) {
      this.evicting = evicting;
      setClassFilter(evicting::isCandidateClass);
    }

    @Override
    public boolean matches(Method method, Class<?> targetClass) {
      return evicting.getTransactionAttribute(method, targetClass) != null;
    }
  }
}
