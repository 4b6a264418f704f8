package io.trueup.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.ledger.Ledger;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServerTest {
  @Test
  void nothingBindsItToMoreThanLoopback() throws IOException {
    ServerSettings settings = ServerSettings.inMemory("bound");
    try (Server server = Server.start(settings, Map.of("server.address", "0.0.0.0"))) {
      assertThat(server.uri().toString()).isEqualTo("http://127.0.0.1:" + server.port());
      connect(InetAddress.getLoopbackAddress(), server.port());
      Optional<InetAddress> outside = addressOfThisMachine();
      outside.ifPresent(
          it ->
              assertThatThrownBy(() -> connect(it, server.port()))
                  .isInstanceOf(ConnectException.class));
    }
  }

  private static void connect(InetAddress address, int port) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), 5_000);
    }
  }

  private static Optional<InetAddress> addressOfThisMachine() throws SocketException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(it -> !it.isLoopbackAddress() && !it.isLinkLocalAddress())
        .findFirst();
  }

  @Test
  void whatWasWrittenIsThereAfterARestart(@TempDir Path folder) {
    ServerSettings settings = ServerSettings.in(folder);
    try (Server server = Server.start(settings)) {
      assertThat(server.part(Ledger.class).budgets()).isNotNull();
    }
    try (Server server = Server.start(settings)) {
      assertThat(server.port()).isPositive();
    }
    assertThat(folder.resolve("trueup.mv.db")).exists();
  }
}
