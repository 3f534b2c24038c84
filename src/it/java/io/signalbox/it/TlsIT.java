package io.signalbox.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.signalbox.protocol.MessageType;
import io.signalbox.run.NodeProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The HTTPS port of the uber-jar, with the certificate that the server makes for itself. */
@ParameterizedClass
@MethodSource("io.signalbox.it.Wires#enabled")
class TlsIT {
    private final Wires wire;

    TlsIT(Wires wire) {
        this.wire = wire;
    }

    @Test
    @Tag("P8")
    @Tag("C26")
    void a_wss_and_a_ws_client_exchange_messages_and_nothing_listens_beyond_loopback() throws Exception {
        int tlsPort = Nodes.freePort();
        URI secure = URI.create("https://127.0.0.1:" + tlsPort);
        try (NodeProcess node = Nodes.ready(
                wire.start("tls", Nodes.freePort(), Map.of("signalbox.https.port", Integer.toString(tlsPort))))) {
            try (Peer alice = Peer.connect(trusting(), secure, "/ws?user_id=alice");
                    Peer bob = Peer.connect(node.uri(), "/ws?user_id=bob")) {
                alice.send("{\"message_type\":\"text\",\"receiver\":\"bob\",\"content\":\"from tls\"}");
                assertThat(bob.await(MessageType.TEXT).content()).isEqualTo("from tls");
                String large = "x".repeat(60_000);
                for (int i = 0; i < 20; i++) {
                    bob.send("{\"message_type\":\"text\",\"receiver\":\"alice\",\"content\":\"" + i + large + "\"}");
                }
                for (int i = 0; i < 20; i++) {
                    assertThat(alice.await(MessageType.TEXT).content()).isEqualTo(i + large);
                }
                alice.close();
                assertThat(alice.closeCode()).isEqualTo(1000);
                await().atMost(Duration.ofSeconds(10))
                        .until(() -> !Http.body(node.uri(), "/api/clients").contains("\"alice\""));
                bob.drained();
                streams(secure, bob);
            }
            assertThatThrownBy(() -> Peer.open(HttpClient.newHttpClient(), secure, "/ws?user_id=mallory"))
                    .as("a client that checks the self-signed certificate")
                    .hasRootCauseInstanceOf(java.security.cert.CertPathBuilderException.class)
                    .isInstanceOf(SSLHandshakeException.class);
            assertThat(listening(node.pid())).as("addresses listened on").containsOnly("127.0.0.1");
            try (Peer last = Peer.connect(trusting(), secure, "/ws?user_id=last")) {
                node.requestStop();
                assertThat(last.closeCode()).isEqualTo(1001);
                assertThat(node.await(Nodes.STOP)).isEqualTo(143);
            }
        }
    }

    /** Event streams over TLS, each way that HTTP goes there. */
    private static void streams(URI secure, Peer bob) throws Exception {
        for (HttpClient.Version version : HttpClient.Version.values()) {
            String carol = "carol-" + version;
            HttpClient http = trusting(version);
            try (EventStream stream = EventStream.open(http, secure, "user_id=" + carol);
                    EventStream second = EventStream.open(http, secure, "user_id=" + carol)) {
                assertThat(stream.version()).isEqualTo(version);
                bob.send("{\"message_type\":\"text\",\"receiver\":\"" + carol + "\",\"content\":\"to a stream\"}");
                assertThat(stream.await(MessageType.TEXT).content()).isEqualTo("to a stream");
                assertThat(second.await(MessageType.TEXT).content()).isEqualTo("to a stream");
                stream.send("{\"message_type\":\"text\",\"receiver\":\"bob\",\"content\":\"over " + version + "\"}");
                assertThat(bob.await(MessageType.TEXT).content()).isEqualTo("over " + version);
                stream.close();
                String large = "x".repeat(60_000);
                for (int i = 0; i < 10; i++) {
                    bob.send("{\"message_type\":\"text\",\"receiver\":\"" + carol + "\",\"content\":\"" + i + large
                            + "\"}");
                }
                for (int i = 0; i < 10; i++) {
                    assertThat(second.await(message -> "bob".equals(message.sender()))
                                    .content())
                            .as("the end of one stream is not the end of another")
                            .isEqualTo(i + large);
                }
            }
        }
    }

    /** The addresses that a process listens on, as Linux tells. */
    private static Set<String> listening(long pid) throws IOException {
        Set<String> inodes = new HashSet<>();
        try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (Path file : files.toList()) {
                String target = Files.isSymbolicLink(file)
                        ? Files.readSymbolicLink(file).toString()
                        : "";
                if (target.startsWith("socket:[")) {
                    inodes.add(target.substring(8, target.length() - 1));
                }
            }
        }
        Set<String> addresses = new HashSet<>();
        for (String table : List.of("tcp", "tcp6")) {
            for (String line : Files.readAllLines(Path.of("/proc/net", table))) {
                String[] columns = line.strip().split("\\s+");
                if (columns.length > 9 && columns[3].equals("0A") && inodes.contains(columns[9])) {
                    String hex = columns[1].substring(0, columns[1].indexOf(':'));
                    addresses.add(hex.equals("0100007F") ? "127.0.0.1" : hex);
                }
            }
        }
        return addresses;
    }

    /** A client that believes every certificate: what it checks here is the wire, not the trust. */
    private static HttpClient trusting() throws Exception {
        return trusting(HttpClient.Version.HTTP_1_1);
    }

    private static HttpClient trusting(HttpClient.Version version) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Believer()}, new SecureRandom());
        return HttpClient.newBuilder().version(version).sslContext(context).build();
    }

    private static final class Believer extends javax.net.ssl.X509ExtendedTrustManager implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
