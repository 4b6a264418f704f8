package io.trueup.chaos.stage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The way from one node to one server, which can be cut, silenced or slowed down. Connections that
 * listen for the doorbell, by what the client says first, can be silenced alone. Safe for use by
 * many threads.
 */
public final class Proxy implements AutoCloseable {
  private static final int CHUNK = 16_384;
  private static final int LONGEST_COMMAND = 512;

  /** What is done to connections. */
  public enum State {
    /** Nothing. */
    OPEN,
    /** Broken off, and no new ones. */
    CUT,
    /** Neither direction passes anything on, and nobody is told. */
    SILENT,
    /** Half of the connections answer late, each by a time of its own. */
    SLOW
  }

  private final ServerSocket server;
  private final int target;
  private final Set<Line> lines = ConcurrentHashMap.newKeySet();
  private final Object changed = new Object();
  private volatile State state = State.OPEN;
  private volatile boolean deaf;

  /** A way to a port of this machine. */
  public Proxy(int target) {
    this.target = target;
    try {
      server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon("accept", this::accept);
  }

  /** Where it listens. */
  public int port() {
    return server.getLocalPort();
  }

  /** Does this to all connections from now on. */
  public void become(State next) {
    synchronized (changed) {
      state = next;
      changed.notifyAll();
    }
    if (next == State.CUT) {
      lines.forEach(Line::close);
    }
  }

  /** Silences what listens for the doorbell, or lets it hear again all that came meanwhile. */
  public void deafen(boolean isDeaf) {
    synchronized (changed) {
      deaf = isDeaf;
      changed.notifyAll();
    }
  }

  private static void daemon(String name, Runnable work) {
    Thread thread = new Thread(work, "proxy-" + name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        if (state == State.CUT) {
          client.close();
        } else {
          daemon("line", () -> open(client));
        }
      } catch (IOException e) {
        // Closed, or one client less.
      }
    }
  }

  private void open(Socket client) {
    try {
      Line line = new Line(client, new Socket(InetAddress.getLoopbackAddress(), target));
      lines.add(line);
      daemon("up", () -> line.pump(client, line.upstream, true));
      line.pump(line.upstream, client, false);
    } catch (IOException e) {
      // The server is away: so it is for the client.
      close(client);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    become(State.CUT);
  }

  private final class Line {
    private final Socket client;
    private final Socket upstream;
    private final int delay = ThreadLocalRandom.current().nextInt(2) * randomDelay();
    private volatile boolean listens;

    Line(Socket client, Socket upstream) throws IOException {
      this.client = client;
      this.upstream = upstream;
      client.setTcpNoDelay(true);
      upstream.setTcpNoDelay(true);
    }

    private static int randomDelay() {
      return ThreadLocalRandom.current().nextInt(20, 120);
    }

    /** Ends with the connection, whoever ended it. */
    void pump(Socket from, Socket to, boolean asks) {
      byte[] chunk = new byte[CHUNK];
      try (InputStream in = from.getInputStream();
          OutputStream out = to.getOutputStream()) {
        for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
          if (asks) {
            hear(chunk, read);
          }
          awaitPassage(asks);
          out.write(chunk, 0, read);
          out.flush();
        }
      } catch (IOException e) {
        // Broken off, on purpose or not: the other direction ends too.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        close();
      }
    }

    private void hear(byte[] chunk, int read) {
      if (!listens && read <= LONGEST_COMMAND) {
        String said = new String(chunk, 0, read, StandardCharsets.ISO_8859_1);
        listens = said.contains("LISTEN ") || said.contains("SUBSCRIBE");
      }
    }

    private void awaitPassage(boolean asks) throws InterruptedException {
      synchronized (changed) {
        long end = asks || state != State.SLOW ? 0 : System.nanoTime() + delay * 1_000_000L;
        while (isHeld(end)) {
          changed.wait(1 + Math.max(0, end - System.nanoTime()) / 1_000_000);
        }
      }
    }

    private boolean isHeld(long end) {
      return switch (state) {
        case OPEN, CUT -> deaf && listens;
        case SILENT -> true;
        case SLOW -> end - System.nanoTime() > 0;
      };
    }

    void close() {
      lines.remove(this);
      Proxy.close(client);
      Proxy.close(upstream);
    }
  }
}
