package io.trueup.server.usage;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The lines of a body that are not blank. Not thread-safe. */
final class Lines {
  private final InputStream body;

  Lines(InputStream body) {
    this.body = new BufferedInputStream(body, 1 << 16);
  }

  /** The next line without its end; null if there is none. */
  byte @Nullable [] next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    int c = body.read();
    while (c >= 0 && (c != '\n' || isBlank(line))) {
      if (c != '\n' && c != '\r') {
        line.write(c);
      }
      c = body.read();
    }
    return c < 0 && isBlank(line) ? null : line.toByteArray();
  }

  private static boolean isBlank(ByteArrayOutputStream line) {
    return line.size() == 0;
  }
}
