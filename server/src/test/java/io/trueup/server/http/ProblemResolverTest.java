package io.trueup.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.cache.spi.ChangeLogException;
import io.trueup.ledger.LedgerException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.catalina.connector.ClientAbortException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.http.server.ServletServerHttpRequest;

final class ProblemResolverTest {
  private final List<Integer> statuses = new ArrayList<>();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();

  /** An answer of 200 without a body would pass for one. */
  @ParameterizedTest
  @ValueSource(strings = {"Broken pipe", "Connection reset by peer", "eof"})
  void aBrokenConnectionToTheDatabaseIsAnOutageAndNoClientThatIsGone(String how) {
    IOException broken = how.equals("eof") ? new EOFException() : new SocketException(how);
    resolve(
        new ChangeLogException("the log can't be read", new SQLException("I/O", "08006", broken)));
    assertThat(statuses).containsExactly(503);
    assertThat(body.toString(StandardCharsets.UTF_8)).contains("/problems/");
  }

  /** It has no price to charge, as no cache may answer: nothing is wrong with the record. */
  @Test
  void aRecordThatNeededTheLogWhileItDidNotAnswerIsAnOutage() {
    resolve(
        new LedgerException(
            "nothing was recorded", new ChangeLogException("it did not answer in time", null)));
    assertThat(statuses).containsExactly(503);
  }

  /** It would be refused again and again: nobody is to be told to try it later. */
  @Test
  void aStatementThatTheDatabaseRefusesIsAMistakeHoweverItIsWrapped() {
    SQLException refused = new SQLException("no such table", "42P01");
    resolve(new ChangeLogException("the log can't be read", refused));
    resolve(new LedgerException("nothing was recorded", new ChangeLogException("", refused)));
    assertThat(statuses).containsExactly(500, 500);
  }

  @Test
  void aClientThatIsGoneIsAnsweredNothing() {
    resolve(new IllegalStateException(new ClientAbortException(new IOException("Broken pipe"))));
    resolve(
        new HttpMessageNotReadableException(
            "the body broke off",
            new ClientAbortException(new EOFException()),
            new ServletServerHttpRequest(request())));
    assertThat(statuses).isEmpty();
    assertThat(body.size()).isZero();
  }

  private void resolve(Exception failure) {
    assertThat(new ProblemResolver().resolveException(request(), response(), null, failure))
        .isNotNull();
  }

  private static HttpServletRequest request() {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            ProblemResolverTest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, method, arguments) ->
                method.getName().equals("getRequestURI") ? "/v1/budgets" : null);
  }

  private HttpServletResponse response() {
    return (HttpServletResponse)
        Proxy.newProxyInstance(
            ProblemResolverTest.class.getClassLoader(),
            new Class<?>[] {HttpServletResponse.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "isCommitted" -> false;
                  case "setStatus" -> statuses.add((Integer) arguments[0]);
                  case "getOutputStream" -> new Written();
                  default -> null;
                });
  }

  private final class Written extends ServletOutputStream {
    @Override
    public void write(int b) {
      body.write(b);
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      throw new UnsupportedOperationException();
    }
  }
}
