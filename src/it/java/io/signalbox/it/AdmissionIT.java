package io.signalbox.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.signalbox.config.SettingsReader;
import io.signalbox.identity.ConnectionTokens;
import io.signalbox.identity.TokenClaims;
import io.signalbox.identity.TokenSettings;
import io.signalbox.run.NodeProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A node that is strict: two connections, one foreign origin, so many handshakes a second. */
@Tag("H55")
class AdmissionIT {
    private static final int RATE = 60;
    private static final Map<String, String> TOKENS = Map.of(
            "signalbox.token.mode", "optional", "signalbox.token.key", "a key of this test, and of nothing else");

    private static NodeProcess node;
    private static int port;

    @BeforeAll
    static void start() {
        Map<String, String> settings = new HashMap<>(Nodes.h2File(Nodes.folder("admission")));
        settings.put("signalbox.hub.max-connections", "2");
        settings.put("signalbox.hub.allowed-origins", "https://chat.example");
        settings.put("signalbox.hub.handshakes-per-second-per-address", Integer.toString(RATE));
        settings.putAll(TOKENS);
        port = Nodes.freePort();
        node = Nodes.ready(Nodes.start("admission", port, settings));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    @Tag("C13")
    void the_third_of_two_connections_is_refused_until_one_ends() throws Exception {
        try (Peer first = Peer.connect(node.uri(), "/ws?user_id=a");
                Peer second = Peer.connect(node.uri(), "/ws?user_id=b")) {
            Answer third = shake("/ws?user_id=c");
            third.refused(503);
            assertThat(third.headers()).containsEntry("retry-after", "5");
            first.send("{\"message_type\":\"text\",\"receiver\":\"b\",\"content\":\"still here\"}");
            assertThat(second.awaitText(text -> text.contains("still here"))).contains("\"sender\":\"a\"");
        }
        await().atMost(Duration.ofSeconds(20))
                .until(() -> shake("/ws?user_id=c").status() == 101);
        assertThat(Http.body(node.uri(), "/metrics"))
                .containsPattern("signalbox_connections_refused_total\\{[^}]*reason=\"full\"[^}]*} [1-9]");
    }

    @Test
    @Tag("C06")
    void a_token_says_who_connects_and_a_bad_one_is_answered_401() throws Exception {
        SettingsReader settings = new SettingsReader(TOKENS::get, TOKENS.keySet());
        String token = new ConnectionTokens(TokenSettings.from(settings), Clock.systemUTC())
                .issue(TokenClaims.of("token-alice"));
        try (Peer alice = Peer.open(HttpClient.newHttpClient(), node.uri(), "/ws?user_id=bob&token=" + token)) {
            assertThat(alice.awaitText(text -> text.contains("client_registered")))
                    .contains("\"token-alice\"");
        }
        for (String path : List.of("/ws?user_id=bob&token=", "/sse?user_id=bob&token=", "/ws/validate?token=")) {
            Answer refused = shake(path + token + "x");
            assertThat(refused.status()).as(path).isEqualTo(401);
        }
        Answer refused = shake("/ws?token=x.y.z");
        refused.refused(401);
        assertThat(refused.headers()).containsEntry("www-authenticate", "Bearer error=\"invalid_token\"");
        await().atMost(Duration.ofSeconds(20)).until(() -> slotsUsed() == 0);
    }

    @Test
    @Tag("C13")
    void clients_that_go_in_the_middle_of_their_handshake_leave_no_slot_taken() throws Exception {
        for (int i = 0; i < 60; i++) {
            Socket socket = socket("127.0.0.2");
            socket.getOutputStream().write(handshake("/ws?user_id=gone-" + i));
            // A reset: the node learns of it at its next read or write, wherever it is by then.
            socket.setOption(StandardSocketOptions.SO_LINGER, 0);
            socket.close();
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> slotsUsed() == 0);
        try (Peer first = Peer.connect(node.uri(), "/ws?user_id=a");
                Peer second = Peer.connect(node.uri(), "/ws?user_id=b")) {
            assertThat(slotsUsed()).isEqualTo(2);
            assertThat(first.drained()).isEmpty();
            assertThat(second.drained()).isEmpty();
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> slotsUsed() == 0);
    }

    @Test
    void only_pages_of_the_listed_origin_connect() throws Exception {
        shake("/ws?user_id=o", "Origin: http://127.0.0.1:" + port).refused(403);
        shake("/ws?user_id=o", "Origin: null").refused(403);
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        shake("/ws?user_id=o", "Origin: https://chat.example").status() == 101);
    }

    @Test
    void what_is_no_handshake_of_this_protocol_is_never_answered_200() throws Exception {
        shake("/ws?user_id=" + "x".repeat(129)).refused(400);
        assertThat(Http.get(node.uri(), "/ws").statusCode()).isEqualTo(426);
        assertThat(exchangeText("GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 8\r\n\r\n")
                        .headers())
                .containsEntry("sec-websocket-version", "13");
        assertThat(exchangeText("GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                                + "Sec-WebSocket-Version: 13\r\n\r\n")
                        .status())
                .isBetween(400, 499);
        await().atMost(Duration.ofSeconds(20)).until(() -> slotsUsed() == 0);
    }

    @Test
    void an_address_that_comes_too_often_is_refused_for_a_moment() throws Exception {
        Answer refused = null;
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (refused == null && System.nanoTime() < end) {
            Answer answer = exchange("127.0.0.3", handshake("/ws?user_id=" + "x".repeat(129)));
            refused = answer.status() == 429 ? answer : null;
        }
        Answer tooFast = Objects.requireNonNull(refused, "one of many in a row");
        tooFast.refused(429);
        assertThat(tooFast.headers()).containsEntry("retry-after", "1");
        assertThat(shake("/ws?user_id=" + "x".repeat(129)).status())
                .as("from elsewhere")
                .isEqualTo(400);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> exchange("127.0.0.3", handshake("/ws?user_id=r")).status() == 101);
    }

    private static int slotsUsed() throws Exception {
        return Http.body(node.uri(), "/metrics")
                .lines()
                .filter(line -> line.startsWith("signalbox_connection_slots_used{"))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no gauge of the slots"));
    }

    private static Answer shake(String path, String... headers) throws IOException {
        return exchange("127.0.0.1", handshake(path, headers));
    }

    private static byte[] handshake(String path, String... headers) {
        StringBuilder head = new StringBuilder("GET ")
                .append(path)
                .append(" HTTP/1.1\r\nHost: 127.0.0.1:")
                .append(port)
                .append("\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n")
                .append("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static Answer exchangeText(String request) throws IOException {
        return exchange("127.0.0.1", request.getBytes(StandardCharsets.US_ASCII));
    }

    /** Each address of ours is another client to the node. */
    private static Socket socket(String from) throws IOException {
        return new Socket(InetAddress.getByName("127.0.0.1"), port, InetAddress.getByName(from), 0);
    }

    /** Asks and reads the answer; the connection ends with it. */
    private static Answer exchange(String from, byte[] request) throws IOException {
        try (Socket socket = socket(from)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request);
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            String first = in.readLine();
            assertThat(first).as("status line").isNotNull().startsWith("HTTP/1.1 ");
            Map<String, String> headers = new HashMap<>();
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                int colon = line.indexOf(':');
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
            int status = Integer.parseInt(first.substring(9, 12));
            return new Answer(status, headers, status == 101 ? "" : body(in, headers));
        }
    }

    private static String body(BufferedReader in, Map<String, String> headers) throws IOException {
        char[] body = new char[Integer.parseInt(headers.getOrDefault("content-length", "0"))];
        int read = 0;
        while (read < body.length) {
            int more = in.read(body, read, body.length - read);
            assertThat(more).as("body as long as it says").isPositive();
            read += more;
        }
        return new String(body);
    }

    private record Answer(int status, Map<String, String> headers, String body) {
        void refused(int expected) {
            assertThat(status).as(body).isEqualTo(expected);
            assertThat(headers).containsEntry("content-type", "application/problem+json");
            assertThat(body).contains("\"status\":" + expected, "\"detail\":\"");
        }
    }
}
