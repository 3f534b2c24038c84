package io.signalbox.it;

import static io.signalbox.it.StreamNode.ALLOWED;
import static io.signalbox.it.StreamNode.MOST;
import static io.signalbox.it.StreamNode.isEmpty;
import static io.signalbox.it.StreamNode.refused;
import static io.signalbox.it.StreamNode.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.signalbox.protocol.AckLevel;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.MessageType;
import io.signalbox.run.NodeProcess;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Event streams over real sockets, beside WebSockets, on a node with narrow limits. */
@Tag("C26")
class SseIT {
    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static NodeProcess node;
    private static URI hub;

    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final String alice = "alice-" + run;
    private final String bob = "bob-" + run;

    @BeforeAll
    static void start() {
        node = Nodes.ready(StreamNode.start("sse"));
        hub = node.uri();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    /** Whatever a test did, nothing of it is left: neither a session nor a slot (rows C13, C24). */
    @AfterEach
    void nothing_is_left() {
        await("sessions and slots of clients that went").atMost(LONGEST).until(() -> isEmpty(hub));
    }

    @Test
    @Tag("H13")
    void users_of_both_kinds_talk_to_each_other() throws Exception {
        try (EventStream stream = EventStream.open(hub, "user_id=" + alice + "&user_name=A");
                Peer socket = user(bob)) {
            stream.send(text(",\"message_id\":\"m1\",\"require_ack\":true,\"receiver\":\"" + bob + "\"", "there"));
            Message there = socket.await(MessageType.TEXT);
            assertThat(there.content()).isEqualTo("there");
            assertThat(there.sender()).isEqualTo(alice);
            assertThat(there.senderName()).isEqualTo("A");
            Message ack = stream.await(MessageType.ACK);
            assertThat(ack.messageId()).isEqualTo("m1");
            assertThat(ack.ack()).isEqualTo(AckLevel.STORED);

            socket.send(text(",\"receiver\":\"" + alice + "\"", "and back\\nagain"));
            assertThat(stream.await(MessageType.TEXT).content()).isEqualTo("and back\nagain");
            assertThat(stream.drained()).isEmpty();
            assertThat(stream.header("content-type")).isEqualToIgnoringCase("text/event-stream;charset=utf-8");
            assertThat(stream.header("cache-control")).isEqualTo("no-store");
            assertThat(stream.header("x-accel-buffering")).isEqualTo("no");
            assertThat(stream.header("x-wsc-client-id")).startsWith("c-");
            assertThat(stream.header("x-wsc-node-id")).isNotBlank();
        }
    }

    @Test
    @Tag("C27")
    void one_user_has_a_stream_and_a_websocket_and_both_get_everything_once() throws Exception {
        try (Peer sender = user(alice);
                EventStream stream = EventStream.open(hub, "user_id=" + bob + "&device_id=tv");
                Peer socket = Peer.connect(hub, "/ws?user_id=" + bob + "&device_id=phone")) {
            sender.send(text(",\"receiver\":\"" + bob + "\"", "both"));
            assertThat(stream.await(MessageType.TEXT).content()).isEqualTo("both");
            assertThat(socket.await(MessageType.TEXT).content()).isEqualTo("both");
            assertThat(stream.drained()).isEmpty();
            assertThat(socket.drained()).isEmpty();
        }
    }

    @Test
    @Tag("H13")
    void groups_and_broadcasts_reach_streams_and_come_from_them() throws Exception {
        String group = "g-" + run;
        try (EventStream stream = EventStream.open(hub, "user_id=" + alice + "&group_id=" + group);
                Peer member = Peer.connect(hub, "/ws?user_id=" + bob + "&group_id=" + group);
                EventStream outsider = EventStream.open(hub, "user_id=carol-" + run)) {
            member.send(text(",\"group_ids\":[\"" + group + "\"]", "to the group"));
            assertThat(stream.await(MessageType.TEXT).content()).isEqualTo("to the group");
            stream.send(text(",\"group_ids\":[\"" + group + "\"]", "from the stream"));
            assertThat(member.await(MessageType.TEXT).content()).isEqualTo("from the stream");
            assertThat(outsider.drained()).isEmpty();
            stream.send("{\"message_type\":\"announcement\",\"broadcast_type\":\"global\",\"content\":\"all\"}");
            assertThat(outsider.await(MessageType.ANNOUNCEMENT).content()).isEqualTo("all");
            assertThat(member.await(MessageType.ANNOUNCEMENT).content()).isEqualTo("all");
            assertThat(stream.drained()).as("what it sent itself").isEmpty();
        }
    }

    @Test
    @Tag("R13")
    void what_was_missed_is_replayed_until_it_is_acknowledged_by_a_post() throws Exception {
        int count = 30;
        stored(count);
        for (boolean acknowledges : new boolean[] {false, true}) {
            try (EventStream stream = EventStream.open(hub, "user_id=" + bob)) {
                for (int i = 1; i <= count; i++) {
                    Message missed = stream.await(MessageType.TEXT);
                    assertThat(missed.content()).isEqualTo("" + i);
                    assertThat(missed.seq()).isEqualTo(i);
                }
                if (acknowledges) {
                    StringBuilder acks = new StringBuilder();
                    for (int i = 1; i <= count; i++) {
                        acks.append("{\"message_type\":\"ack\",\"message_id\":\"m" + i + "\",\"seq\":" + i + "}\n");
                    }
                    assertThat(stream.post("application/x-ndjson", acks.toString())
                                    .statusCode())
                            .isEqualTo(202);
                    assertThat(stream.drained()).isEmpty();
                }
            }
        }
        try (EventStream again = EventStream.open(hub, "user_id=" + bob)) {
            assertThat(again.drained()).isEmpty();
        }
    }

    @Test
    @Tag("R13")
    void a_browser_that_connects_again_goes_on_behind_its_last_event_and_one_that_does_not_say_gets_all_again()
            throws Exception {
        stored(5);
        String last = "";
        try (EventStream stream = EventStream.open(hub, "user_id=" + bob)) {
            for (int i = 1; i <= 3; i++) {
                last = stream.event("message").id();
                assertThat(last).isEqualTo("" + i);
            }
        }
        try (EventStream again = EventStream.open(hub, "user_id=" + bob, "Last-Event-ID", last);
                Peer sender = user(alice)) {
            assertThat(again.await(MessageType.TEXT).content()).isEqualTo("4");
            assertThat(again.await(MessageType.TEXT).content()).isEqualTo("5");
            sender.send(text(",\"receiver\":\"" + bob + "\"", "untracked"));
            assertThat(again.event("message").id()).as("it is in no inbox").isEmpty();
            assertThat(again.drained()).isEmpty();
        }
        for (String foreign : new String[] {"6", "of another stream", "-1", "99999999999999999999"}) {
            try (EventStream fresh = EventStream.open(hub, "user_id=" + bob, "Last-Event-ID", foreign)) {
                assertThat(fresh.await(MessageType.TEXT).content())
                        .as("behind what was handed over before; told %s", foreign)
                        .isEqualTo("4");
            }
        }
    }

    /** As many tracked messages from alice to bob, who is away. */
    private void stored(int count) throws Exception {
        try (Peer sender = user(alice)) {
            for (int i = 1; i <= count; i++) {
                sender.send(text(
                        ",\"message_id\":\"m" + i + "\",\"require_ack\":true,\"receiver\":\"" + bob + "\"", "" + i));
                assertThat(sender.await(MessageType.ACK).ack()).isEqualTo(AckLevel.STORED);
            }
        }
    }

    @Test
    void a_stream_that_is_not_read_is_closed_by_its_outbox_and_its_connection_ended() throws Exception {
        double closed = Http.metric(hub, "signalbox_slow_consumers_closed_total");
        try (Socket slow = new Socket();
                Peer sender = user(alice)) {
            slow.setReceiveBufferSize(4096);
            slow.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), hub.getPort()));
            slow.getOutputStream().write(EventStream.get("/sse?user_id=" + bob));
            await().atMost(LONGEST).until(() -> Http.metric(hub, "signalbox_users") == 2);
            String content = "x".repeat(60_000);
            long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (Http.metric(hub, "signalbox_slow_consumers_closed_total") == closed) {
                assertThat(System.nanoTime()).as("closed in time").isLessThan(end);
                for (int i = 0; i < 20; i++) {
                    sender.send(text(",\"receiver\":\"" + bob + "\"", content));
                }
                // Stays below its own rate.
                TimeUnit.MILLISECONDS.sleep(450);
            }
            // It does not read the close event, and is cut off: the session goes, and so does the socket.
            await().atMost(LONGEST).until(() -> Http.metric(hub, "signalbox_users") == 1);
            slow.setSoTimeout((int) LONGEST.toMillis());
            String all = EventStream.rest(slow);
            assertThat(all)
                    .startsWith("HTTP/1.1 200")
                    .contains("event: open\n", "xxx")
                    .doesNotContain("event: close");
        }
    }

    @Test
    @Tag("H77")
    void only_pages_of_a_listed_origin_read_answers_and_the_answer_names_theirs() throws Exception {
        for (String foreign : List.of("https://evil.example", "null", "http://127.0.0.1:" + hub.getPort())) {
            for (String method : List.of("GET", "POST", "OPTIONS")) {
                HttpResponse<String> refused =
                        EventStream.ask(hub, method, "/sse?user_id=" + alice, "", "Origin", foreign);
                assertThat(refused.statusCode()).as(method).isEqualTo(403);
                assertThat(refused.headers().map()).doesNotContainKey("access-control-allow-origin");
                assertThat(refused.headers().firstValue("vary")).contains("Origin");
            }
        }
        try (EventStream stream = EventStream.open(hub, "user_id=" + alice, "Origin", ALLOWED)) {
            assertThat(stream.header("access-control-allow-origin")).isEqualTo(ALLOWED);
            assertThat(stream.header("vary")).isEqualTo("Origin");
            assertThat(stream.header("access-control-allow-credentials")).isEmpty();
        }
        try (EventStream program = EventStream.open(hub, "user_id=" + alice)) {
            assertThat(program.header("access-control-allow-origin")).isEmpty();
        }
        HttpResponse<String> preflight = EventStream.ask(hub, "OPTIONS", "/sse", "", "Origin", ALLOWED);
        assertThat(preflight.statusCode()).isEqualTo(204);
        assertThat(preflight.headers().firstValue("access-control-allow-origin"))
                .contains(ALLOWED);
        assertThat(preflight.headers().firstValue("access-control-allow-methods"))
                .contains("GET, POST");
        assertThat(preflight.headers().firstValue("access-control-allow-headers"))
                .hasValueSatisfying(names -> assertThat(names).contains("X-Signalbox-Token", "Content-Type"));
    }

    @Test
    @Tag("H55")
    void what_cannot_be_opened_or_taken_is_answered_with_why() throws Exception {
        refused(400, EventStream.ask(hub, "GET", "/sse", ""), "user_id");
        refused(400, EventStream.ask(hub, "GET", "/sse?user_id=" + "x".repeat(129), ""), "user_id");
        refused(405, EventStream.ask(hub, "PUT", "/sse?user_id=" + alice, ""), "GET");
        assertThat(EventStream.ask(hub, "HEAD", "/sse?user_id=" + alice, "").statusCode())
                .isEqualTo(405);
        refused(401, EventStream.ask(hub, "POST", "/sse", "{}"), "X-Signalbox-Token");
        for (String token : List.of("", "a", "a".repeat(59), "é".repeat(59))) {
            refused(404, EventStream.ask(hub, "POST", "/sse", "{}", "X-Signalbox-Token", token), "token");
        }
        String json = "application/json";
        try (EventStream stream = EventStream.open(hub, "user_id=" + alice)) {
            refused(415, stream.post("text/plain", "{}"), "application/json");
            refused(413, stream.post(json, "x".repeat(64 * 1024 + 1)), "65536");
            refused(413, stream.post("application/x-ndjson", "{}\n".repeat(101)), "100");
            refused(413, stream.post("application/x-ndjson", "x".repeat(1024 * 1024 + 1)), "1048576");
            refused(400, stream.post(json, ""), "no message");
            refused(400, stream.post("application/x-ndjson", "\r\n\n"), "no message");
            assertThat(stream.drained()).as("none of them was taken").isEmpty();
            assertThat(stream.post(json + "; charset=utf-8", "{no json").statusCode())
                    .isEqualTo(202);
            assertThat(stream.await(MessageType.ERROR).data()).contains("\"number\"");
        }
    }

    @Test
    @Tag("H55")
    void a_post_of_more_than_the_rate_is_taken_as_far_as_it_goes() throws Exception {
        try (EventStream stream = EventStream.open(hub, "user_id=" + alice);
                Peer socket = user(bob)) {
            StringBuilder many = new StringBuilder();
            for (int i = 0; i < 100; i++) {
                many.append(text(",\"receiver\":\"" + bob + "\"", "" + i)).append('\n');
            }
            HttpResponse<String> answer = stream.post("application/x-ndjson", many.toString());
            refused(429, answer, "taken were the first");
            assertThat(answer.headers().firstValue("retry-after")).contains("1");
            int taken = Integer.parseInt(
                    answer.headers().firstValue("x-signalbox-taken").orElse("0"));
            assertThat(taken).isBetween(50, 99);
            for (int i = 0; i < taken; i++) {
                assertThat(socket.await(MessageType.TEXT).content()).isEqualTo("" + i);
            }
            assertThat(stream.await(MessageType.ERROR).data()).contains("rate_limited");
            assertThat(socket.drained()).isEmpty();
        }
    }

    @Test
    @Tag("H55")
    @Tag("C13")
    void a_full_node_and_an_address_that_comes_too_often_are_refused() throws Exception {
        List<EventStream> open = new ArrayList<>();
        try {
            for (int i = 0; i < MOST; i++) {
                open.add(EventStream.open(hub, "user_id=full-" + i + run));
            }
            HttpResponse<String> full = EventStream.ask(hub, "GET", "/sse?user_id=" + alice, "");
            refused(503, full, "as many connections");
            assertThat(full.headers().firstValue("retry-after")).contains("5");
            assertThat(Peer.refusal(hub, "/ws?user_id=" + alice)).isEqualTo(503);
        } finally {
            for (EventStream each : open) {
                each.close();
            }
        }
        long end = System.nanoTime() + LONGEST.toNanos();
        String answer = "";
        while (!answer.startsWith("HTTP/1.1 429")) {
            assertThat(System.nanoTime()).as("refused in time").isLessThan(end);
            try (Socket socket = new Socket(
                    InetAddress.getLoopbackAddress(), hub.getPort(), InetAddress.getByName("127.0.0.3"), 0)) {
                socket.setSoTimeout((int) LONGEST.toMillis());
                socket.getOutputStream().write(EventStream.get("/sse"));
                answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Tag("C24")
    void a_client_that_goes_is_noticed_and_its_token_is_worth_nothing(boolean reset) throws Exception {
        String token;
        try (EventStream stream = EventStream.open(hub, "user_id=" + alice)) {
            token = stream.token();
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), hub.getPort())) {
            socket.getOutputStream().write(EventStream.get("/sse?user_id=" + bob));
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            if (reset) {
                socket.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
        }
        await().atMost(LONGEST).until(() -> isEmpty(hub));
        refused(404, EventStream.ask(hub, "POST", "/sse", "{}", "X-Signalbox-Token", token), "token");
    }

    @Test
    void a_silent_stream_gets_comments_and_is_not_taken_for_dead() throws Exception {
        try (EventStream stream = EventStream.open(hub, "user_id=" + alice)) {
            long opened = System.nanoTime();
            // Longer than the idle timeout.
            while (System.nanoTime() - opened < Duration.ofSeconds(8).toNanos()) {
                assertThat(stream.event(EventStream.COMMENT).data()).isEqualTo("ping");
            }
            assertThat(stream.drained()).isEmpty();
        }
    }

    @Test
    void the_newer_of_two_streams_with_one_client_id_replaces_the_older() throws Exception {
        try (EventStream older = EventStream.open(hub, "user_id=" + alice + "&client_id=same");
                EventStream newer = EventStream.open(hub, "user_id=" + alice + "&client_id=same")) {
            assertThat(older.event("close").data())
                    .isEqualTo("{\"code\":4502,\"reason\":\"replaced\",\"reconnect\":false}");
            older.event(EventStream.END);
            assertThat(newer.drained()).isEmpty();
        }
    }

    @Test
    @Tag("C28")
    void a_node_that_stops_writes_what_it_owes_and_why_it_ends() throws Exception {
        try (NodeProcess stopping = Nodes.ready(StreamNode.start("sse-stop"));
                EventStream stream = EventStream.open(stopping.uri(), "user_id=" + alice);
                Peer sender = Peer.connect(stopping.uri(), "/ws?user_id=" + bob)) {
            for (int i = 0; i < 10; i++) {
                sender.send(text(",\"receiver\":\"" + alice + "\"", "" + i));
            }
            sender.drained();
            stopping.requestStop();
            for (int i = 0; i < 10; i++) {
                assertThat(stream.await(MessageType.TEXT).content()).isEqualTo("" + i);
            }
            assertThat(stream.event("close").data())
                    .isEqualTo("{\"code\":1001,\"reason\":\"going_away\",\"reconnect\":true}");
            stream.event(EventStream.END);
            assertThat(stopping.await(Nodes.STOP)).isEqualTo(143);
        }
    }

    private static Peer user(String id) throws Exception {
        return Peer.connect(hub, "/ws?user_id=" + id);
    }
}
