package io.signalbox.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.signalbox.it.RawWebSocket.End;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;

/** What the conformance tests have in common: one user of one node on one wire, and how a connection ends. */
abstract class Conformance {
    static final Duration SOON = Duration.ofSeconds(10);

    final Wires wire;
    final URI node;
    final String user = "rfc-" + UUID.randomUUID().toString().substring(0, 8);

    Conformance(Wires wire) {
        this.wire = wire;
        node = wire.shared().uri();
    }

    /** Opens, writes, and checks how the connection ends; afterwards the hub must have forgotten it. */
    void ends(String clause, String rfc, byte[] bytes) throws Exception {
        try (RawWebSocket raw = open()) {
            raw.deadline(Duration.ofSeconds(3));
            raw.write(bytes);
            check(clause, rfc, told(raw.end()));
        }
        gone();
    }

    void check(String clause, String rfc, String observed) {
        assertThat(observed).as("%s, on wire %s", clause, wire).isEqualTo(wire.expected(clause, rfc));
    }

    /** Whether the server's last packet is a FIN or a RST depends on what it had not read: both end it. */
    static String told(End end) {
        String code = Integer.toString(end.code());
        if (end.code() == End.NO_FRAME) {
            code = end.reason().isEmpty() ? "nothing" : end.reason();
        }
        return code + " " + told(end.tcp());
    }

    static String told(String tcpEnd) {
        return tcpEnd.equals("FIN") || tcpEnd.equals("RST") ? "closed" : "open";
    }

    void gone() {
        await("the hub forgot " + user)
                .atMost(SOON)
                .until(() -> !Http.body(node, "/api/clients").contains(user));
    }

    RawWebSocket open() throws Exception {
        return RawWebSocket.registered(node, query());
    }

    String query() {
        return "user_id=" + user;
    }

    byte[] toMyself(String content) {
        return ("{\"message_type\":\"text\",\"receiver\":\"" + user + "\",\"content\":\"" + content + "\"}")
                .getBytes(StandardCharsets.UTF_8);
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
