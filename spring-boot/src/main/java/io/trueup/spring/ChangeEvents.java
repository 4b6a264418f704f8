package io.trueup.spring;

import io.trueup.cache.Caches;
import io.trueup.cache.ChangeListener;
import io.trueup.cache.LoggedChange;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.ApplicationEventPublisher;

/*
 * Events come from the log, not from the writer: so they tell of every node's changes, in commit order,
 * and of none that rolled back. They come on one thread of their own, after this node's caches have
 * applied the change. A listener that is slow holds up later events; one that throws is counted and
 * logged, and the next event follows.
 */
/** Publishes committed changes as events of the application, from its start on. */
final class ChangeEvents implements SmartInitializingSingleton {
  private final Caches caches;
  private final ApplicationEventPublisher publisher;

  ChangeEvents(Caches caches, ApplicationEventPublisher publisher) {
    this.caches = caches;
    this.publisher = publisher;
  }

  @Override
  public void afterSingletonsInstantiated() {
    caches.listen(
        new ChangeListener() {
          @Override
          public void onChange(LoggedChange change) {
            publisher.publishEvent(CommittedChange.of(change));
            publisher.publishEvent(change.change().fact());
          }

          @Override
          public void onGap() {
            publisher.publishEvent(new ChangesMissed());
          }
        });
  }
}
