package io.trueup.server.http;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A request whose body ends in an exception where it is too long, and whose path is plain. */
final class GatedRequest extends HttpServletRequestWrapper {
  private @Nullable ServletInputStream body;

  GatedRequest(HttpServletRequest request) {
    super(request);
  }

  @Override
  public String getRequestURI() {
    return super.getRequestURI().replace(";", "%3B");
  }

  @Override
  public ServletInputStream getInputStream() throws IOException {
    if (body == null) {
      body = new Bounded(super.getInputStream());
    }
    return body;
  }

  private static final class Bounded extends ServletInputStream {
    private final ServletInputStream whole;
    private long left = RequestGate.MAX_BODY;

    Bounded(ServletInputStream whole) {
      this.whole = whole;
    }

    @Override
    public int read() throws IOException {
      int one = whole.read();
      count(one < 0 ? 0 : 1);
      return one;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int some = whole.read(buffer, offset, length);
      count(Math.max(0, some));
      return some;
    }

    private void count(int read) {
      left -= read;
      if (left < 0) {
        throw new BodyTooLargeException("The body is larger than 32 MiB.");
      }
    }

    @Override
    public boolean isFinished() {
      return whole.isFinished();
    }

    @Override
    public boolean isReady() {
      return whole.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
      whole.setReadListener(listener);
    }
  }
}
