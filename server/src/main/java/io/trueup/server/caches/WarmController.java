package io.trueup.server.caches;

import io.trueup.cache.WarmingBudget;
import io.trueup.cache.WarmingRun;
import io.trueup.ledger.CacheName;
import io.trueup.server.books.Books;
import io.trueup.server.http.PercentEncoding;
import io.trueup.server.http.Problem;
import io.trueup.server.http.ProblemException;
import io.trueup.server.http.ProblemType;
import io.trueup.server.jobs.Job;
import io.trueup.server.jobs.Jobs;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/caches/warm}. */
@RestController
@RequestMapping(path = "/v1/caches/warm", produces = MediaType.APPLICATION_JSON_VALUE)
public final class WarmController {
  private static final List<String> ALL =
      Arrays.stream(CacheName.values()).map(CacheName::text).toList();

  private final Books books;
  private final Jobs jobs;

  /** Over these books; what it begins is to be found among these jobs. */
  public WarmController(Books books, Jobs jobs) {
    this.books = books;
    this.jobs = jobs;
  }

  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<Job> warm(@RequestBody WarmForm form) {
    List<String> names = Objects.requireNonNullElse(form.caches(), ALL);
    WarmingRun run = start(names);
    Job job = jobs.add("warm", books.now(), () -> progress(run, names));
    return ResponseEntity.accepted()
        .location(PercentEncoding.path("v1", "jobs", job.id()))
        .body(job);
  }

  private WarmingRun start(List<String> names) {
    try {
      return books.ledger().caches().warm(names, WarmingBudget.DEFAULT);
    } catch (IllegalStateException e) {
      throw new ProblemException(
          Problem.of(ProblemType.CONFLICT, e.getMessage() + ": wait for one to end."));
    }
  }

  private static Jobs.Snapshot progress(WarmingRun run, List<String> names) {
    Job.State state =
        switch (run.state()) {
          case RUNNING -> Job.State.RUNNING;
          case DONE -> Job.State.DONE;
          case FAILED -> Job.State.FAILED;
        };
    return new Jobs.Snapshot(
        state,
        run.planned(),
        run.done(),
        run.failed(),
        state == Job.State.RUNNING
            ? null
            : Map.of("caches", names, "elapsed_ms", run.elapsed().toMillis()));
  }
}
