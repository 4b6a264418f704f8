package io.trueup.server;

import io.trueup.server.analytics.BreakdownController;
import io.trueup.server.books.BooksConfiguration;
import io.trueup.server.budget.BudgetController;
import io.trueup.server.http.HttpConfiguration;
import io.trueup.server.openapi.OpenApiConfiguration;
import io.trueup.server.reservation.CheckController;
import io.trueup.server.reservation.ReservationController;
import io.trueup.server.spend.SpendController;
import io.trueup.server.usage.UsageController;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.annotation.Import;

/**
 * The server: the starter, the conventions, and one controller for each resource, named one by one,
 * so that no class path is scanned at start. Errors are answered by {@link HttpConfiguration}
 * alone.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = ErrorMvcAutoConfiguration.class)
@Import({
  BooksConfiguration.class,
  HttpConfiguration.class,
  OpenApiConfiguration.class,
  OperationsConfiguration.class,
  BreakdownController.class,
  BudgetController.class,
  CheckController.class,
  ReservationController.class,
  SpendController.class,
  UsageController.class
})
class ServerApplication {}
