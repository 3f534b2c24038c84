package io.signalbox.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.protocol.AckLevel;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.MessageType;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The hub of one node over real sockets, with a client that is not ours, on both wires. */
@ParameterizedClass
@MethodSource("io.signalbox.it.Wires#enabled")
class HubIT {
    private final URI hub;
    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final String alice = "alice-" + run;
    private final String bob = "bob-" + run;

    HubIT(Wires wire) {
        hub = wire.shared().uri();
    }

    @Test
    @Tag("M05")
    void a_message_reaches_both_devices_of_the_receiver_once() throws Exception {
        try (Peer sender = user(alice);
                Peer phone = Peer.connect(hub, "/ws?user_id=" + bob + "&device_id=phone");
                Peer laptop = Peer.connect(hub, "/ws?user_id=" + bob + "&device_id=laptop")) {
            sender.send(
                    "{\"message_type\":\"text\",\"message_id\":\"m\",\"receiver\":\"" + bob + "\",\"content\":\"hi\"}");
            for (Peer device : List.of(phone, laptop)) {
                Message message = device.await(MessageType.TEXT);
                assertThat(message.content()).isEqualTo("hi");
                assertThat(message.sender()).isEqualTo(alice);
                assertThat(device.drained()).isEmpty();
            }
        }
    }

    @Test
    @Tag("C33")
    @Tag("H52")
    void the_sender_is_who_connected_whatever_the_frame_says() throws Exception {
        try (Peer sender = user(alice);
                Peer receiver = user(bob)) {
            sender.send("{\"message_type\":\"text\",\"sender\":\"mallory\",\"app_id\":\"other\",\"receiver\":\"" + bob
                    + "\",\"content\":\"hi\"}");
            Message message = receiver.await(MessageType.TEXT);
            assertThat(message.sender()).isEqualTo(alice);
            assertThat(message.appId()).isEqualTo("__default_app__");
        }
    }

    @Test
    @Tag("M09")
    void a_group_message_reaches_each_member_once_even_in_two_groups_and_nobody_else() throws Exception {
        String g1 = "g1-" + run;
        String g2 = "g2-" + run;
        try (Peer sender = Peer.connect(hub, "/ws?user_id=" + alice + "&group_id=" + g1 + "," + g2);
                Peer both = Peer.connect(hub, "/ws?user_id=" + bob + "&group_id=" + g1 + ",%20" + g2 + "%20,");
                Peer outsider = user("carol-" + run)) {
            sender.send(
                    "{\"message_type\":\"text\",\"group_ids\":[\"" + g1 + "\",\"" + g2 + "\"],\"content\":\"all\"}");
            assertThat(both.await(MessageType.TEXT).content()).isEqualTo("all");
            assertThat(both.drained()).isEmpty();
            assertThat(outsider.drained()).isEmpty();
            assertThat(sender.drained()).isEmpty();
        }
    }

    @Test
    @Tag("R01")
    void a_tracked_message_is_stored_then_delivered_and_the_sender_is_told_both() throws Exception {
        try (Peer sender = user(alice);
                Peer receiver = user(bob)) {
            sender.send("{\"message_type\":\"text\",\"message_id\":\"t1\",\"receiver\":\"" + bob
                    + "\",\"content\":\"keep\",\"require_ack\":true}");
            assertThat(sender.await(MessageType.ACK).ack()).isEqualTo(AckLevel.STORED);
            Message message = receiver.await(MessageType.TEXT);
            assertThat(message.seq()).isEqualTo(1);
            receiver.send("{\"message_type\":\"ack\",\"message_id\":\"t1\",\"seq\":1}");
            assertThat(sender.await(MessageType.ACK).ack()).isEqualTo(AckLevel.DELIVERED);
        }
    }

    @Test
    @Tag("R04")
    @Tag("H35")
    void nobody_acknowledges_for_somebody_else() throws Exception {
        try (Peer sender = user(alice);
                Peer receiver = user(bob);
                Peer mallory = user("mallory-" + run)) {
            sender.send("{\"message_type\":\"text\",\"message_id\":\"t2\",\"receiver\":\"" + bob
                    + "\",\"content\":\"keep\",\"require_ack\":true}");
            assertThat(sender.await(MessageType.ACK).ack()).isEqualTo(AckLevel.STORED);
            receiver.await(MessageType.TEXT);
            mallory.send("{\"message_type\":\"ack\",\"message_id\":\"t2\",\"seq\":1}");
            mallory.drained();
            receiver.close();
            try (Peer again = user(bob)) {
                assertThat(again.await(MessageType.TEXT).messageId()).isEqualTo("t2");
            }
            assertThat(sender.drained()).isEmpty();
        }
    }

    @Test
    @Tag("R13")
    void five_thousand_missed_messages_come_in_order_and_once() throws Exception {
        int count = 5000;
        try (Peer sender = user(alice)) {
            for (int i = 1; i <= count; i++) {
                sender.send("{\"message_type\":\"text\",\"message_id\":\"m" + i + "\",\"receiver\":\"" + bob
                        + "\",\"content\":\"" + i + "\"}");
                if (i % 500 == 0) {
                    String last = "m" + i;
                    sender.await(message -> last.equals(message.messageId()));
                }
            }
        }
        try (Peer receiver = user(bob)) {
            for (int i = 1; i <= count; i++) {
                String text = receiver.awaitText(frame -> frame.contains("\"message_type\":\"text\""));
                assertThat(text)
                        .contains("\"content\":\"" + i + "\"", "\"source\":\"offline\"", "\"data\":{\"offline\":true}");
            }
            assertThat(receiver.drained()).isEmpty();
        }
        try (Peer again = user(bob)) {
            assertThat(again.drained()).isEmpty();
        }
    }

    @Test
    @Tag("N01")
    void the_load_balancer_references_registration_frame_names_the_user() throws Exception {
        try (Peer desk = Peer.open(hub, "/ws");
                Peer sender = user(alice)) {
            desk.send("{\"client_id\":\"desk-" + run + "\",\"client_name\":\"Desk 7\",\"timestamp\":1700000000}");
            Message registered = desk.await(MessageType.CLIENT_REGISTERED);
            assertThat(registered.content()).isEqualTo("desk-" + run);
            sender.send("{\"message_type\":\"text\",\"receiver\":\"desk-" + run + "\",\"content\":\"hi\"}");
            assertThat(desk.await(MessageType.TEXT).content()).isEqualTo("hi");
            assertThat(Http.body(hub, "/api/clients")).contains("\"name\":\"Desk 7\"");
        }
    }

    @Test
    void a_first_frame_that_is_no_registration_closes_with_4500() throws Exception {
        try (Peer nobody = Peer.open(hub, "/ws")) {
            nobody.send("{\"message_type\":\"text\",\"receiver\":\"x\"}");
            assertThat(nobody.closeCode()).isEqualTo(4500);
        }
    }

    @Test
    @Tag("C01")
    void attributes_come_from_the_query_before_the_header_and_have_defaults() throws Exception {
        try (Peer peer = Peer.connect(
                hub,
                "/ws?user_id=" + alice + "&group_id=%20g-" + run + "%20,,",
                "X-User-ID",
                "not-" + alice,
                "X-Device-ID",
                "phone")) {
            peer.send("{\"message_type\":\"text\",\"receiver\":\"" + alice + "\",\"content\":\"me\"}");
            String text = peer.awaitText(frame -> frame.contains("\"content\":\"me\""));
            assertThat(text)
                    .contains("\"sender\":\"" + alice + "\"", "\"sender_type\":\"visitor\"")
                    .contains("\"app_id\":\"__default_app__\"", "\"namespace\":\"__default_ns__\"");
        }
        try (Peer peer = Peer.open(hub, "/ws", "X-User-ID", bob, "X-Device-ID", "tablet")) {
            String registered = peer.awaitText(frame -> frame.contains("client_registered"));
            assertThat(registered).contains("\"user_id\":\"" + bob + "\"", "\"device_id\":\"tablet\"");
        }
    }

    @Test
    @Tag("H55")
    void a_bad_attribute_is_refused_before_the_upgrade() {
        assertThatThrownBy(() -> Peer.open(hub, "/ws?user_id=" + "x".repeat(129)))
                .isInstanceOfSatisfying(WebSocketHandshakeException.class, refused -> {
                    assertThat(refused.getResponse().statusCode()).isEqualTo(400);
                    assertThat(refused.getResponse().headers().firstValue("Content-Type"))
                            .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
                });
    }

    @ParameterizedTest
    @Tag("H51")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "null | malformed_frame",
                "[] | malformed_frame",
                "1 | malformed_frame",
                "\"text\" | malformed_frame",
                "hello | malformed_frame",
                "{ | malformed_frame",
                "{\"message_type\":\"nope\"} | unknown_type",
                "{} | unknown_type",
                "{\"message_type\":\"text\",\"content\":\"nobody\"} | target_missing",
                "{\"message_type\":\"kick_out\",\"receiver\":\"x\"} | type_not_allowed",
                "{\"message_type\":\"command\",\"content\":\"fly\"} | unknown_command",
                "{\"message_type\":\"text\",\"receiver\":5} | malformed_frame"
            })
    void a_bad_frame_is_answered_with_a_code_and_touches_nobody_else(String frame, String code) throws Exception {
        try (Peer peer = user(alice);
                Peer other = user(bob)) {
            peer.send(frame);
            assertThat(peer.awaitText(text -> text.contains("\"message_type\":\"error\"")))
                    .contains("\"code\":\"" + code + "\"");
            peer.send("{\"message_type\":\"text\",\"receiver\":\"" + bob + "\",\"content\":\"still here\"}");
            assertThat(other.await(MessageType.TEXT).content()).isEqualTo("still here");
        }
    }

    @Test
    void a_binary_message_is_answered_with_a_code() throws Exception {
        try (Peer peer = user(alice)) {
            peer.sendBinary(new byte[] {1, 2, 3});
            assertThat(peer.awaitText(text -> text.contains("\"message_type\":\"error\"")))
                    .contains("\"code\":\"binary_not_supported\"");
        }
    }

    @Test
    @Tag("C31")
    void a_message_over_64_kib_closes_with_1009_and_touches_nobody_else() throws Exception {
        try (Peer peer = user(alice);
                Peer other = user(bob)) {
            peer.send("{\"message_type\":\"text\",\"receiver\":\"" + bob + "\",\"content\":\"" + "x".repeat(70_000)
                    + "\"}");
            assertThat(peer.closeCode()).isEqualTo(1009);
            assertThat(other.drained()).isEmpty();
        }
    }

    @Test
    void the_largest_message_arrives() throws Exception {
        String head = "{\"message_type\":\"text\",\"receiver\":\"" + bob + "\",\"content\":\"";
        String content = "x".repeat(64 * 1024 - head.length() - 2);
        try (Peer peer = user(alice);
                Peer other = user(bob)) {
            peer.send(head + content + "\"}");
            assertThat(other.await(MessageType.TEXT).content()).isEqualTo(content);
        }
    }

    @Test
    void text_that_is_not_utf8_closes_with_1007() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), hub.getPort())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(("GET /ws?user_id=" + alice + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\n"
                            + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            skipHead(in);
            // One final text frame of two bytes, masked with zeros: C3 28 is no UTF-8.
            out.write(new byte[] {(byte) 0x81, (byte) 0x82, 0, 0, 0, 0, (byte) 0xC3, 0x28});
            out.flush();
            int opcode = in.readByte() & 0x0F;
            byte[] payload = payload(in);
            while (opcode != 8) {
                opcode = in.readByte() & 0x0F;
                payload = payload(in);
            }
            assertThat((payload[0] & 0xFF) << 8 | payload[1] & 0xFF).isEqualTo(1007);
        }
    }

    private static void skipHead(DataInputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readByte());
        }
        assertThat(head).startsWith("HTTP/1.1 101");
    }

    /** Of an unmasked frame, whose first byte was read. */
    private static byte[] payload(DataInputStream in) throws IOException {
        int length = in.readByte() & 0x7F;
        return in.readNBytes(length == 126 ? in.readUnsignedShort() : length);
    }

    @Test
    @Tag("C20")
    void a_newer_connection_with_the_same_client_id_replaces_the_older() throws Exception {
        try (Peer first = Peer.connect(hub, "/ws?user_id=" + alice + "&client_id=c-" + run);
                Peer second = Peer.connect(hub, "/ws?user_id=" + alice + "&client_id=c-" + run)) {
            assertThat(first.closeCode()).isEqualTo(4502);
            assertThat(second.drained()).isEmpty();
            assertThat(second.closed()).isFalse();
        }
    }

    @Test
    @Tag("N03")
    void both_kinds_of_ping_are_answered() throws Exception {
        try (Peer peer = user(alice)) {
            peer.send("{\"message_type\":\"heartbeat\",\"message_id\":\"p1\"}");
            assertThat(peer.await(MessageType.PONG).messageId()).isEqualTo("p1");
            peer.send("{\"type\":\"ping\",\"timestamp\":1}");
            assertThat(peer.awaitText(text -> text.contains("\"type\":\"pong\"")))
                    .contains("\"timestamp\":");
        }
    }

    @Test
    @Tag("M26")
    void users_of_another_app_or_namespace_are_out_of_reach() throws Exception {
        try (Peer sender = user(alice);
                Peer otherApp = Peer.connect(hub, "/ws?user_id=" + bob + "&app_id=other");
                Peer otherSpace = Peer.connect(hub, "/ws?user_id=" + bob + "&namespace=other")) {
            sender.send("{\"message_type\":\"text\",\"receiver\":\"" + bob + "\",\"content\":\"hi\"}");
            sender.await(MessageType.ACK);
            assertThat(otherApp.drained()).isEmpty();
            assertThat(otherSpace.drained()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/nope", "/api/query?client_id=nobody"})
    void an_unknown_resource_is_a_problem_with_404(String path) throws Exception {
        var response = Http.get(hub, path);
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
        assertThat(response.body()).contains("\"status\":404");
    }

    @Test
    void a_method_that_is_not_allowed_is_a_problem_with_405() throws Exception {
        var response = Http.post(hub, "/api/nodes", "{}");
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.body()).contains("\"status\":405");
    }

    @Test
    @Tag("K13")
    void metrics_count_connections_and_messages() throws Exception {
        double before = Http.metric(hub, "signalbox_messages_in_total");
        try (Peer sender = user(alice)) {
            sender.drained();
            assertThat(Http.metric(hub, "signalbox_connections")).isGreaterThanOrEqualTo(1);
            assertThat(Http.metric(hub, "signalbox_messages_in_total")).isGreaterThan(before);
            assertThat(Http.metric(hub, "signalbox_messages_out_total")).isPositive();
        }
    }

    private Peer user(String id) throws Exception {
        return Peer.connect(hub, "/ws?user_id=" + id);
    }
}
