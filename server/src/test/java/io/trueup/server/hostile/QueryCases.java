package io.trueup.server.hostile;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Wrong queries, heads and paths. */
final class QueryCases {
  private final List<WrongRequest> all = new ArrayList<>();

  private QueryCases() {}

  static List<WrongRequest> all() {
    QueryCases cases = new QueryCases();
    cases.addPages();
    cases.addTimes();
    cases.addScopes();
    cases.addHeads();
    cases.addUnknownObjects();
    cases.addPaths();
    cases.addParameters();
    cases.addConsistencyHeads();
    cases.addIfMatch();
    return List.copyOf(cases.all);
  }

  private void addPages() {
    for (String list :
        List.of(
            "/v1/usage?",
            "/v1/budgets?",
            "/v1/organizations?",
            "/v1/organizations/acme/projects?",
            "/v1/organizations/acme/users?",
            "/v1/prices?provider=openai&",
            "/v1/changes?",
            "/v1/audit-log?",
            "/v1/caches/spend/entries?",
            "/v1/analytics/breakdown?by=model&")) {
      for (String limit : List.of("0", "-1", "501", "1e3", "abc", "", "99999999999999999999")) {
        all.add(bad("limit", list + "limit=" + limit).naming("limit"));
      }
    }
    for (String list :
        List.of(
            "/v1/usage?",
            "/v1/budgets?",
            "/v1/organizations?",
            "/v1/organizations/acme/projects?",
            "/v1/organizations/acme/users?",
            "/v1/prices?provider=openai&",
            "/v1/changes?",
            "/v1/audit-log?",
            "/v1/analytics/breakdown?by=model&")) {
      for (String cursor : List.of("x", "!!!", "AAAA", "%00", "a".repeat(2_000), "-1")) {
        all.add(bad("cursor", list + "cursor=" + cursor).naming("cursor"));
      }
    }
  }

  private void addTimes() {
    for (String path : List.of("/v1/analytics/breakdown?by=model&", "/v1/usage?")) {
      for (String name : List.of("from", "to")) {
        for (String time :
            List.of("yesterday", "2026-13-01", "2026-02-30", "17", "", "2026-11-23T10:00:00")) {
          all.add(bad(name, path + name + "=" + time).naming(name));
        }
      }
      all.add(bad("to before from", path + "from=2026-11-23&to=2026-11-22"));
      all.add(bad("too long a span", path + "from=2020-01-01&to=2026-01-01"));
    }
    for (String zone : List.of("Mars/Base", "", "x".repeat(500), "%00", "Europe/", "+99:00")) {
      all.add(
          bad("time_zone", "/v1/analytics/breakdown?by=day&time_zone=" + zone).naming("time_zone"));
      all.add(
          bad("time_zone", "/v1/spend?scope=global&period=daily&time_zone=" + zone)
              .naming("time_zone"));
    }
    all.add(
        bad(
            "half a day of conversations",
            "/v1/analytics/breakdown?by=conversation&from=2026-11-23T10:00:00Z&to=2026-11-24"));
  }

  private void addScopes() {
    for (String scope :
        List.of("", "user", "user:", "nobody:x", "user:ann", "global:x", "%00", ":", "project:p")) {
      all.add(bad("scope", "/v1/spend?period=monthly&scope=" + scope));
    }
    for (String period : List.of("", "never", "per_request", "DAILY2", "1")) {
      all.add(bad("period", "/v1/spend?scope=global&period=" + period).naming("period"));
    }
    all.add(bad("no scope", "/v1/spend?period=monthly").naming("scope"));
    all.add(bad("no period", "/v1/spend?scope=global").naming("period"));
    all.add(bad("at", "/v1/spend?scope=global&period=monthly&at=noon").naming("at"));
    for (String by : List.of("", "nothing", "model,user", "MODEL%20", "1")) {
      all.add(bad("by", "/v1/analytics/breakdown?by=" + by).naming("by"));
    }
    all.add(bad("no by", "/v1/analytics/breakdown").naming("by"));
    for (String type : List.of("", "nobody", "1")) {
      all.add(bad("scope_type", "/v1/budgets?scope_type=" + type).naming("scope_type"));
    }
    all.add(bad("after", "/v1/changes?after=abc").naming("after"));
    all.add(bad("after", "/v1/changes?after=-1").naming("after"));
  }

  private void addHeads() {
    for (String path : List.of("/v1/spend?scope=global&period=monthly", "/v1/prices/x/y")) {
      for (String value : List.of("abc", "-1", "1.5", "", "0x1")) {
        for (String name : List.of("Trueup-At-Least", "Trueup-Max-Staleness")) {
          if (path.startsWith("/v1/spend")) {
            all.add(bad(name + " " + value, path).header(name, value).naming(name));
          }
        }
      }
    }
    all.add(
        WrongRequest.of(
                "a position that is far away", "GET", "/v1/spend?scope=global&period=daily", 503)
            .header("Trueup-At-Least", "999999999999"));
    for (String type : List.of("image/png", "text/html", "application/xml")) {
      all.add(WrongRequest.of("Accept " + type, "GET", "/v1/usage", 406).header("Accept", type));
    }
    all.add(bad("Accept nonsense", "/v1/usage", 400, 406).header("Accept", "nonsense"));
  }

  private void addUnknownObjects() {
    for (String id : List.of("none", "%2F", "%3B", "a%00b", "x".repeat(201), "%E6%BC%A2")) {
      for (String path :
          List.of(
              "/v1/usage/",
              "/v1/budgets/",
              "/v1/organizations/",
              "/v1/organizations/acme/projects/",
              "/v1/organizations/acme/users/",
              "/v1/jobs/",
              "/v1/caches/")) {
        all.add(WrongRequest.of("an unknown id", "GET", path + id, 400, 404));
      }
      all.add(WrongRequest.of("an unknown id", "DELETE", "/v1/budgets/" + id, 400, 404));
      all.add(WrongRequest.of("an unknown id", "GET", "/v1/budgets/" + id + "/status", 400, 404));
      all.add(WrongRequest.of("an unknown id", "DELETE", "/v1/organizations/" + id, 400, 404));
      all.add(
          WrongRequest.of(
              "an unknown id", "GET", "/v1/organizations/" + id + "/users/" + id, 400, 404));
      all.add(
          WrongRequest.of("an unknown entry", "GET", "/v1/caches/spend/entries/" + id, 400, 404));
      all.add(WrongRequest.of("no such price", "DELETE", "/v1/prices/none/" + id, 400, 404));
    }
    all.add(WrongRequest.of("no such job", "POST", "/v1/prices/reprice", 404, 405).json("{}"));
    all.add(WrongRequest.of("no such scope", "GET", "/v1/alerts/settings/nobody/x", 400, 404));
  }

  private void addPaths() {
    Stream.of(
            "/v1",
            "/v1/",
            "/v1/nonesuch",
            "/v2/usage",
            "/V1/usage",
            "/v1/usage/",
            "/v1/usage/a/b",
            "/v1//usage",
            "/v1/usage;x=1/",
            "/v1/prices/",
            "/v1/prices/openai",
            "/v1/prices/openai/",
            "/v1/caches/spend/entries/",
            "/v1/caches/spend/policy/x",
            "/v1/budgets/a/nonesuch",
            "/error",
            "/nonesuch.html",
            "/WEB-INF/web.xml",
            "/v1/organizations/acme/nonesuch/x")
        .forEach(path -> all.add(WrongRequest.of("no such path", "GET", path, 400, 404, 405)));
    Stream.of("/v1/usage/%zz", "/v1/usage/%", "/v1/usage/%C3%28", "/v1/usage/%FF", "/v1/usage/%2")
        .forEach(path -> all.add(WrongRequest.of("a broken escape", "GET", path, 400, 404)));
    Stream.of(
            "/v1/organizations/.", "/v1/organizations/..", "/v1/organizations/%2E%2E", "/../../etc")
        .forEach(path -> all.add(WrongRequest.of("dots", "GET", path, 400, 404)));
  }

  private void addConsistencyHeads() {
    for (String path :
        List.of(
            "/v1/usage",
            "/v1/usage/none",
            "/v1/budgets",
            "/v1/budgets/none",
            "/v1/analytics/breakdown?by=model",
            "/v1/organizations",
            "/v1/organizations/none",
            "/v1/organizations/none/projects",
            "/v1/organizations/none/users/none",
            "/v1/prices",
            "/v1/prices/openai/gpt-4o",
            "/v1/alerts/settings/global/default",
            "/v1/changes")) {
      for (String value : List.of("abc", "-1", "1.5", "", "0x1", "1e3", "1,2", "9".repeat(100))) {
        for (String name : List.of("Trueup-At-Least", "Trueup-Max-Staleness")) {
          all.add(bad(name + " " + value, path).header(name, value).naming(name));
        }
      }
    }
  }

  private void addIfMatch() {
    for (String path :
        List.of(
            "/v1/budgets/none",
            "/v1/organizations/none",
            "/v1/organizations/none/projects/none",
            "/v1/organizations/none/users/none",
            "/v1/prices/none/none",
            "/v1/alerts/settings/organization/none")) {
      for (String value : List.of("3", "'3'", "\"3", "\"3\" \"4\"", "\"a b\"", "w/\"3\"", "**")) {
        all.add(
            WrongRequest.of("a wrong If-Match " + value, "DELETE", path, 400)
                .header("If-Match", value)
                .naming("If-Match"));
      }
    }
  }

  /** Every GET refuses what it does not know, what is given twice, and what is no UTF-8. */
  private void addParameters() {
    for (String path :
        List.of(
            "/v1/usage?",
            "/v1/usage/none?",
            "/v1/budgets?",
            "/v1/budgets/none?",
            "/v1/budgets/none/status?",
            "/v1/spend?scope=global&period=daily&",
            "/v1/analytics/breakdown?by=model&",
            "/v1/organizations?",
            "/v1/organizations/none?",
            "/v1/organizations/none/projects?",
            "/v1/organizations/none/users?",
            "/v1/organizations/none/users/none?",
            "/v1/prices?",
            "/v1/prices/openai/gpt-4o?",
            "/v1/prices/openrouter/google/gemini-2.5-flash?",
            "/v1/alerts/settings/global/default?",
            "/v1/caches?",
            "/v1/caches/spend?",
            "/v1/caches/spend/entries?",
            "/v1/caches/spend/entries/x?",
            "/v1/jobs/none?",
            "/v1/changes?",
            "/v1/audit-log?")) {
      all.add(bad("unknown parameter", path + "nonesuch=1").naming("nonesuch"));
      all.add(bad("unknown parameter", path + "nonesuch").naming("nonesuch"));
      all.add(bad("parameter twice", path + "limit2=1&limit2=1").naming("limit2"));
      all.add(bad("escape", path + "x=%zz"));
      all.add(bad("escape", path + "x=%FF"));
      all.add(bad("escape", path + "%C3%28=1"));
      all.add(bad("sign", path + "x=a|b\""));
      for (String type : List.of("image/png", "text/html", "application/xml;q=0.1")) {
        all.add(
            WrongRequest.of("Accept " + type, "GET", path.substring(0, path.length() - 1), 406)
                .header("Accept", type));
      }
    }
  }

  private static WrongRequest bad(String why, String path) {
    return bad(why, path, 400);
  }

  private static WrongRequest bad(String why, String path, Integer... statuses) {
    return WrongRequest.of("a wrong " + why, "GET", path, statuses);
  }
}
