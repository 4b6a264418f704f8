package io.trueup.server.jobs;

import io.trueup.server.http.NotFoundException;
import io.trueup.server.http.Reply;
import io.trueup.spend.Identifiers;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/jobs}. */
@RestController
@RequestMapping(path = "/v1/jobs", produces = MediaType.APPLICATION_JSON_VALUE)
public final class JobController {
  private final Jobs jobs;

  /** Over these jobs. */
  public JobController(Jobs jobs) {
    this.jobs = jobs;
  }

  @GetMapping("/{id}")
  ResponseEntity<Job> get(@PathVariable String id) {
    Job job =
        jobs.find(Identifiers.check("id", id)).orElseThrow(() -> new NotFoundException("job", id));
    return Reply.ok(null, null, job);
  }
}
