package io.signalbox.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.signalbox.it.RawWebSocket.Bytes;
import io.signalbox.it.RawWebSocket.End;
import io.signalbox.run.NodeProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** permessage-deflate as others speak it, switched on and off. See docs/decisions/0012. */
@ParameterizedClass
@EnumSource(Wires.class)
class DeflateIT {
    private static final Path SCRIPT = Path.of("src", "it", "node", "deflate.mjs");
    private static final String OFFER = "Sec-WebSocket-Extensions: permessage-deflate";
    /** RSV1: the message is compressed. */
    private static final int COMPRESSED = 0xC0;

    @SuppressWarnings("NullAway.Init") // before each invocation of the class
    private static NodeProcess node;

    private final Wires wire;

    DeflateIT(Wires wire) {
        this.wire = wire;
    }

    @BeforeParameterizedClassInvocation
    static void start(Wires wire) {
        node = wire.start("deflate", Nodes.freePort(), Map.of("signalbox.transport.deflate", "true"));
        Nodes.ready(node);
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        node.close();
    }

    @Test
    void clients_with_and_without_it_exchange_messages_of_every_kind() throws Exception {
        Script.passes(SCRIPT, webSocket(node), "on");
    }

    @Test
    void switched_off_an_offer_is_declined_and_everything_works() throws Exception {
        Script.passes(SCRIPT, webSocket(wire.shared()), "off");
    }

    @Test
    void switched_off_a_compressed_message_breaks_the_protocol() throws Exception {
        try (RawWebSocket raw = offering(wire.shared(), "off")) {
            raw.write(Bytes.frame(COMPRESSED | RawWebSocket.TEXT, true, deflated(ping("p"))));
            assertThat(raw.end().code()).isEqualTo(1002);
        }
    }

    @Test
    void ten_megabytes_in_ten_kilobytes_close_with_1009() throws Exception {
        try (RawWebSocket raw = offering(node, "bomb")) {
            byte[] bomb = deflated(new byte[10_000_000]);
            assertThat(bomb).hasSizeLessThan(12_000);
            raw.write(Bytes.frame(COMPRESSED | RawWebSocket.TEXT, true, bomb));
            assertThat(raw.end()).extracting(End::code, End::tcp).containsExactly(1009, "FIN");
        }
        works();
    }

    @Test
    void the_same_in_fragments_closes_with_1009() throws Exception {
        try (RawWebSocket raw = offering(node, "bomb")) {
            byte[] bomb = deflated(new byte[10_000_000]);
            int half = bomb.length / 2;
            raw.write(Bytes.frame(0x40 | RawWebSocket.TEXT, true, Arrays.copyOf(bomb, half)));
            raw.write(Bytes.frame(0x80 | RawWebSocket.CONTINUATION, true, Arrays.copyOfRange(bomb, half, bomb.length)));
            assertThat(raw.end().code()).isEqualTo(1009);
        }
        works();
    }

    @Test
    void what_is_not_deflated_closes_with_1007() throws Exception {
        try (RawWebSocket raw = offering(node, "junk")) {
            byte[] junk = new byte[100];
            Arrays.fill(junk, (byte) 0xFF);
            raw.write(Bytes.frame(COMPRESSED | RawWebSocket.TEXT, true, junk));
            assertThat(raw.end().code()).isEqualTo(1007);
        }
    }

    @Test
    void a_compressed_message_right_behind_the_handshake_is_read() throws Exception {
        assumeThat(wire.expected("frame with the handshake", "read")).isEqualTo("read");
        try (RawWebSocket raw = RawWebSocket.tcp(node.uri())) {
            byte[] early = Bytes.frame(COMPRESSED | RawWebSocket.TEXT, true, deflated(ping("early")));
            raw.write(Bytes.join(handshake("early"), early));
            assertThat(raw.head().status()).isEqualTo(101);
            raw.textWith("\"early\"");
            raw.ping("later");
        }
    }

    private void works() throws IOException {
        try (RawWebSocket raw = offering(node, "next")) {
            raw.write(Bytes.frame(COMPRESSED | RawWebSocket.TEXT, true, deflated(ping("p"))));
            raw.textWith("\"p\"");
        }
    }

    private static RawWebSocket offering(NodeProcess at, String user) throws IOException {
        RawWebSocket raw = RawWebSocket.tcp(at.uri());
        raw.write(handshake(user));
        assertThat(raw.head().status()).isEqualTo(101);
        raw.textWith("client_registered");
        return raw;
    }

    /** With a short client id: the registration stays below the size from which texts are compressed. */
    private static byte[] handshake(String user) {
        return RawWebSocket.handshake("user_id=" + user + "&client_id=c", OFFER).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] ping(String id) {
        return ("{\"message_type\":\"ping\",\"message_id\":\"" + id + "\"}").getBytes(StandardCharsets.UTF_8);
    }

    /** As RFC 7692 section 7.2.1 has it. */
    private static byte[] deflated(byte[] message) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        try {
            byte[] out = new byte[message.length + 64];
            deflater.setInput(message);
            int size = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
            return Arrays.copyOf(out, size - 4);
        } finally {
            deflater.end();
        }
    }

    private static String webSocket(NodeProcess at) {
        URI uri = at.uri();
        return "ws://127.0.0.1:" + uri.getPort() + "/ws";
    }
}
