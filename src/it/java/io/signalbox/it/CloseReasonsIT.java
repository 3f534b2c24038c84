package io.signalbox.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.signalbox.it.RawWebSocket.End;
import io.signalbox.run.NodeProcess;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Each end that the hub decides has its own code and reason, and every end is counted. */
@ParameterizedClass
@MethodSource("io.signalbox.it.Wires#enabled")
class CloseReasonsIT {
    private final Wires wire;
    private final URI shared;
    private final String user = "end-" + UUID.randomUUID().toString().substring(0, 8);

    CloseReasonsIT(Wires wire) {
        this.wire = wire;
        shared = wire.shared().uri();
    }

    @Test
    @Tag("C28")
    @Tag("H45")
    void a_node_that_stops_writes_what_it_owes_and_then_1001() throws Exception {
        int count = 40;
        try (NodeProcess node = Nodes.ready(wire.start("stop", Nodes.freePort(), Map.of()));
                RawWebSocket slow = RawWebSocket.tcpWithReceiveBuffer(node.uri(), 4096);
                RawWebSocket sender = RawWebSocket.registered(node.uri(), "user_id=sender");
                RawWebSocket idle = RawWebSocket.registered(node.uri(), "user_id=idle");
                RawWebSocket unnamed = RawWebSocket.opened(node.uri(), "")) {
            slow.shakeHands("user_id=slow");
            String content = "x".repeat(60_000);
            for (int i = 0; i < count; i++) {
                sender.send("{\"message_type\":\"text\",\"receiver\":\"slow\",\"content\":\"" + i + content + "\"}");
                sender.ping("p" + i);
            }
            await("everything is routed").until(() -> Http.metric(node.uri(), "signalbox_strand_tasks") == 0);
            node.requestStop();
            check("end of an idle connection at the stop", "1001 going_away", idle.end());
            check("end of a sender at the stop", "1001 going_away", sender.end());
            for (int i = 0; i < count; i++) {
                assertThat(slow.textWith("\"text\"")).contains("\"content\":\"" + i + "x");
            }
            check("end of a slow connection at the stop", "1001 going_away", slow.end());
            check("end of an unnamed connection at the stop", "1001 going_away", unnamed.end());
            assertThat(node.await(Nodes.STOP)).isEqualTo(143);
        }
    }

    @Test
    @Tag("C24")
    @Tag("H56")
    void each_end_is_counted_once_whoever_caused_it() throws Exception {
        double opened = Http.metric(shared, "signalbox_connections_opened_total");
        double closed = Http.metric(shared, "signalbox_connections_closed_total");
        try (RawWebSocket orderly = open("orderly");
                RawWebSocket wrong = open("wrong");
                RawWebSocket half = open("half");
                RawWebSocket older = open("same");
                RawWebSocket newer = open("same")) {
            open("reset").reset();
            orderly.sendClose(1000);
            wrong.write(new byte[] {(byte) 0xFF, (byte) 0x80, 0, 0, 0, 0});
            half.halfClose();
            check("end of a replaced connection", "4502 replaced", older.end());
            newer.ping("p");
            newer.sendClose(1001);
            gone();
        }
        assertThat(Http.metric(shared, "signalbox_connections_opened_total") - opened)
                .isEqualTo(6);
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(Http.metric(shared, "signalbox_connections_closed_total") - closed)
                        .isEqualTo(6));
    }

    @Test
    @Tag("H55")
    void a_handshake_that_is_refused_counts_as_refused() throws Exception {
        double refused = Http.sum(shared, "signalbox_connections_refused_total");
        double opened = Http.metric(shared, "signalbox_connections_opened_total");
        try (RawWebSocket raw = RawWebSocket.tcp(shared)) {
            raw.write(RawWebSocket.handshake("user_id=" + "x".repeat(129)));
            assertThat(raw.head().status()).isEqualTo(400);
        }
        assertThat(Http.sum(shared, "signalbox_connections_refused_total") - refused)
                .isEqualTo(1);
        assertThat(Http.metric(shared, "signalbox_connections_opened_total") - opened)
                .isZero();
    }

    @Test
    @Tag("N01")
    @Tag("C29")
    void a_client_that_registers_wrongly_or_never_or_falls_silent_is_closed_and_one_that_pings_stays()
            throws Exception {
        Map<String, String> impatient = Map.of(
                "signalbox.session.registration-timeout", "500ms",
                "signalbox.session.idle-timeout", "2s",
                "signalbox.session.ping-interval", "1s");
        try (NodeProcess node = Nodes.ready(wire.start("impatient", Nodes.freePort(), impatient))) {
            registersWronglyOrNever(node.uri());
            fallsSilent(node.uri());
        }
    }

    private void registersWronglyOrNever(URI node) throws Exception {
        try (RawWebSocket unnamed = RawWebSocket.opened(node, "")) {
            check("end of a connection that says nothing", "4501 registration_timeout", unnamed.end());
        }
        for (String first : new String[] {"{\"message_type\":\"text\",\"receiver\":\"x\"}", "null", "garbage"}) {
            try (RawWebSocket raw = RawWebSocket.opened(node, "")) {
                raw.send(first);
                check("end after " + first, "4500 registration_expected", raw.end());
            }
        }
        assertThat(Http.metric(node, "signalbox_connections_opened_total")).isZero();
    }

    private void fallsSilent(URI node) throws Exception {
        try (RawWebSocket silent = RawWebSocket.registered(node, "user_id=silent");
                RawWebSocket active = RawWebSocket.registered(node, "user_id=active")) {
            for (int i = 0; i < 16; i++) {
                // Four seconds, twice what silence is allowed.
                active.ping("p" + i);
                Thread.sleep(250);
            }
            check("end of a silent connection", "4002 heartbeat_timeout", silent.end());
        }
    }

    private RawWebSocket open(String client) throws Exception {
        return RawWebSocket.registered(shared, "user_id=" + user + "&client_id=" + client);
    }

    private void gone() {
        await("the hub forgot " + user)
                .atMost(Duration.ofSeconds(10))
                .until(() -> !Http.body(shared, "/api/clients").contains(user));
    }

    private void check(String clause, String expected, End end) {
        assertThat(end.code() + " " + end.reason())
                .as("%s, on wire %s", clause, wire)
                .isEqualTo(wire.expected(clause, expected));
        assertThat(end.tcp()).as("%s, on wire %s", clause, wire).isIn("FIN", "RST");
    }
}
