package io.trueup.server;

import io.trueup.ledger.Ledger;
import io.trueup.server.alerts.AlertController;
import io.trueup.server.alerts.AlertSettingsController;
import io.trueup.server.caches.CacheController;
import io.trueup.server.caches.WarmController;
import io.trueup.server.changes.AuditLogController;
import io.trueup.server.changes.ChangeController;
import io.trueup.server.changes.LiveFeeds;
import io.trueup.server.jobs.JobController;
import io.trueup.server.jobs.Jobs;
import io.trueup.server.openapi.OperationNotesConfiguration;
import io.trueup.server.owners.OrganizationController;
import io.trueup.server.owners.ProjectController;
import io.trueup.server.owners.UserController;
import io.trueup.server.prices.PriceController;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** What an administrator works with: owners, prices, alerts, caches, jobs, logs. */
@Configuration(proxyBeanMethods = false)
@Import({
  AlertController.class,
  AlertSettingsController.class,
  AuditLogController.class,
  CacheController.class,
  ChangeController.class,
  JobController.class,
  OperationNotesConfiguration.class,
  OrganizationController.class,
  PriceController.class,
  ProjectController.class,
  UserController.class,
  WarmController.class
})
class OperationsConfiguration {
  @Bean
  Jobs jobs() {
    return new Jobs();
  }

  @Bean
  LiveFeeds liveFeeds(Ledger ledger, @Value("${feeds.heartbeat:15s}") Duration heartbeat) {
    return new LiveFeeds(ledger, heartbeat);
  }
}
