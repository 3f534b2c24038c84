package io.signalbox.it;

import static io.signalbox.it.RawWebSocket.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.it.RawWebSocket.Bytes;
import io.signalbox.it.RawWebSocket.Head;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 6455 section 4: the opening handshake. */
@ParameterizedClass
@MethodSource("io.signalbox.it.Wires#enabled")
@Tag("RFC6455")
class HandshakeConformanceIT extends Conformance {
    HandshakeConformanceIT(Wires wire) {
        super(wire);
    }

    @Test
    @Tag("RFC6455-4.2.2")
    void the_accept_value_is_the_hash_of_the_key() throws Exception {
        Head head = answer(RawWebSocket.handshake(query()));
        assertThat(head.status()).isEqualTo(101);
        assertThat(head.header("Sec-WebSocket-Accept")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        assertThat(head.header("Upgrade")).isEqualToIgnoringCase("websocket");
        assertThat(head.header("Connection")).isEqualToIgnoringCase("upgrade");
        assertThat(head.header("Sec-WebSocket-Extensions")).isEmpty();
    }

    @ParameterizedTest
    @Tag("RFC6455-4.2.1")
    @CsvSource(
            delimiter = '|',
            value = {
                "key missing | Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ== | | 400",
                "key of 15 bytes | dGhlIHNhbXBsZSBub25jZQ== | dGhlIHNhbXBsZSBub25j | 400",
                "key no base64 | dGhlIHNhbXBsZSBub25jZQ== | ??????????????????????== | 400",
                "version 12 | Version: 13 | Version: 12 | 426 13",
                "version missing | Sec-WebSocket-Version: 13 | | 4xx",
                "upgrade to something else | Upgrade: websocket | Upgrade: h2c | 4xx",
                "upgrade missing | Upgrade: websocket | | 4xx",
                "connection without upgrade | Connection: Upgrade | Connection: keep-alive | 4xx",
                "host missing | Host: 127.0.0.1 | | 400",
                "method POST | GET /ws | POST /ws | 4xx",
                "HTTP 1.0 | HTTP/1.1 | HTTP/1.0 | 4xx",
                "resource unknown | GET /ws | GET /nope/ws | 404",
                "header names in lower case | Sec-WebSocket-Key | sec-websocket-key | 101",
                "header names in upper case | Sec-WebSocket-Key | SEC-WEBSOCKET-KEY | 101",
                "upgrade value in mixed case | Upgrade: websocket | Upgrade: WebSocket | 101",
                "connection value in lower case | Connection: Upgrade | Connection: upgrade | 101",
                "connection value a list | Connection: Upgrade | Connection: keep-alive, Upgrade | 101"
            })
    void a_handshake_is_taken_or_refused_by_its_parts(String clause, String part, String instead, String rfc)
            throws Exception {
        String request = RawWebSocket.handshake(query());
        String wrong = instead == null ? request.replace(part + "\r\n", "") : request.replace(part, instead);
        assertThat(wrong).isNotEqualTo(request);
        Head head = answer(wrong);
        String observed = Integer.toString(head.status());
        if (rfc.endsWith("xx") && head.status() / 100 == 4) {
            observed = "4xx";
        } else if (head.status() == 426) {
            observed = "426 " + head.header("Sec-WebSocket-Version");
        }
        check(clause, rfc, observed);
    }

    @ParameterizedTest
    @Tag("RFC6455-1.9")
    @CsvSource(
            delimiter = '|',
            value = {
                "ours | signalbox.v1.json | signalbox.v1.json",
                "ours last of a list | chat, signalbox.v1.json | signalbox.v1.json",
                "unknown | chat | none",
                "in another case | SIGNALBOX.V1.JSON | none"
            })
    void a_subprotocol_is_selected_when_it_is_ours(String clause, String offered, String rfc) throws Exception {
        Head head = answer(RawWebSocket.handshake(query(), "Sec-WebSocket-Protocol: " + offered));
        String selected = head.header("Sec-WebSocket-Protocol");
        check("subprotocol " + clause, "101 " + rfc, head.status() + " " + (selected.isEmpty() ? "none" : selected));
    }

    @Test
    @Tag("RFC6455-9.1")
    void an_extension_that_is_offered_is_declined() throws Exception {
        Head head = answer(RawWebSocket.handshake(query(), "Sec-WebSocket-Extensions: permessage-deflate, x-nonsense"));
        assertThat(head.status()).isEqualTo(101);
        assertThat(head.header("Sec-WebSocket-Extensions")).isEmpty();
    }

    @Test
    @Tag("RFC6455-4.1")
    void a_handshake_in_single_bytes_is_taken() throws Exception {
        try (RawWebSocket raw = RawWebSocket.tcp(node)) {
            raw.writeSplit(RawWebSocket.handshake(query()).getBytes(StandardCharsets.US_ASCII), 1);
            assertThat(raw.head().status()).isEqualTo(101);
            raw.ping("p");
        }
    }

    /** A client should wait for the answer. One that does not, or whose proxy joins the two, must not be left waiting. */
    @Test
    void a_frame_that_comes_together_with_the_handshake_is_processed() throws Exception {
        try (RawWebSocket raw = RawWebSocket.tcp(node)) {
            raw.deadline(Duration.ofSeconds(3));
            raw.write(Bytes.join(
                    RawWebSocket.handshake(query()).getBytes(StandardCharsets.US_ASCII),
                    Bytes.frame(TEXT, "{\"message_type\":\"ping\",\"message_id\":\"early\"}")));
            assertThat(raw.head().status()).isEqualTo(101);
            String observed;
            try {
                raw.textWith("\"early\"");
                observed = "processed";
            } catch (java.net.SocketTimeoutException e) {
                observed = answersLater(raw) ? "waits for the next" : "stuck";
            }
            check("frame with the handshake", "processed", observed);
        }
    }

    private static boolean answersLater(RawWebSocket raw) throws Exception {
        try {
            raw.ping("late");
            return true;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        }
    }

    private Head answer(String request) throws Exception {
        try (RawWebSocket raw = RawWebSocket.tcp(node)) {
            raw.write(request);
            return raw.head();
        }
    }
}
