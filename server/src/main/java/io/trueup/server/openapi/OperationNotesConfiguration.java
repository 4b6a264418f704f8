package io.trueup.server.openapi;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Has the document carry the notes on operations. */
@Configuration(proxyBeanMethods = false)
public class OperationNotesConfiguration {
  /** Made by Spring. */
  public OperationNotesConfiguration() {}

  @Bean
  OperationNotes operationNotes() {
    return new OperationNotes();
  }
}
