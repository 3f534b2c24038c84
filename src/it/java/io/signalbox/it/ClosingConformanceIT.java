package io.signalbox.it;

import static io.signalbox.it.RawWebSocket.CLOSE;
import static io.signalbox.it.RawWebSocket.PING;
import static io.signalbox.it.RawWebSocket.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.it.RawWebSocket.Bytes;
import io.signalbox.it.RawWebSocket.Frame;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Section 7 of RFC 6455, how connections end; as {@link ConformanceIT}. */
@ParameterizedClass
@MethodSource("io.signalbox.it.Wires#enabled")
@Tag("RFC6455")
class ClosingConformanceIT extends Conformance {
    ClosingConformanceIT(Wires wire) {
        super(wire);
    }

    @ParameterizedTest
    @Tag("RFC6455-7.1.5")
    @ValueSource(ints = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 4000, 4999})
    void a_close_is_answered_with_its_code(int code) throws Exception {
        ends("close " + code, code + " closed", Bytes.frame(CLOSE, Bytes.closePayload(code, "bye")));
    }

    @Test
    @Tag("RFC6455-7.1.5")
    void a_close_without_a_code_is_answered() throws Exception {
        try (RawWebSocket raw = open()) {
            raw.write(Bytes.frame(CLOSE, new byte[0]));
            check("close without a code", "1000 closed", told(raw.end()).replace("1005", "1000"));
            gone();
        }
    }

    @ParameterizedTest
    @Tag("RFC6455-7.4")
    @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65_535})
    void a_code_that_must_not_be_sent_closes_with_1002(int code) throws Exception {
        ends("close " + code, "1002 closed", Bytes.frame(CLOSE, Bytes.closePayload(code, "")));
    }

    @Test
    @Tag("RFC6455-5.5.1")
    void half_a_code_closes_with_1002() throws Exception {
        ends("close of one byte", "1002 closed", Bytes.frame(CLOSE, new byte[] {3}));
    }

    @Test
    @Tag("RFC6455-5.5.1")
    void a_reason_that_is_no_utf8_closes_with_1007() throws Exception {
        ends("close with a bad reason", "1007 closed", Bytes.frame(CLOSE, new byte[] {3, (byte) 0xE8, (byte) 0xC3, 0x28
        }));
    }

    @Test
    @Tag("RFC6455-5.4")
    void a_close_between_two_fragments_is_answered() throws Exception {
        ends(
                "close between fragments",
                "1000 closed",
                Bytes.join(Bytes.part(TEXT, ascii("{")), Bytes.frame(CLOSE, Bytes.closePayload(1000, ""))));
    }

    @Test
    @Tag("RFC6455-5.5.1")
    void what_comes_after_a_close_is_ignored() throws Exception {
        try (RawWebSocket raw = open()) {
            raw.write(Bytes.join(
                    Bytes.frame(CLOSE, Bytes.closePayload(1000, "")),
                    Bytes.frame(TEXT, "{\"message_type\":\"ping\",\"message_id\":\"after\"}"),
                    Bytes.frame(PING, "after")));
            Frame first = raw.frame();
            assertThat(first.opcode()).isEqualTo(CLOSE);
            assertThat(first.closeCode()).isEqualTo(1000);
            assertThat(raw.tcpEnd()).isIn("FIN", "RST");
            gone();
        }
    }

    @Test
    @Tag("RFC6455-7.1.1")
    void the_server_ends_the_tcp_connection_when_its_close_was_answered_and_when_it_was_not() throws Exception {
        for (boolean answers : new boolean[] {true, false}) {
            try (RawWebSocket older = RawWebSocket.registered(node, query() + "&client_id=same");
                    RawWebSocket newer = RawWebSocket.registered(node, query() + "&client_id=same")) {
                Frame close = older.frame();
                assertThat(close.opcode()).isEqualTo(CLOSE);
                assertThat(close.closeCode()).isEqualTo(4502);
                if (answers) {
                    older.sendClose(4502);
                }
                check(
                        answers ? "TCP end after an answered close" : "TCP end after an unanswered close",
                        "closed",
                        told(older.tcpEnd()));
                newer.ping("p");
            }
        }
    }

    @Test
    @Tag("RFC6455-7.2.1")
    @Tag("H44")
    void a_half_closed_connection_is_closed_and_forgotten() throws Exception {
        try (RawWebSocket raw = open()) {
            raw.halfClose();
            gone();
            check("TCP end after half of it", "closed", told(raw.end().tcp()));
        }
    }

    @Test
    @Tag("H44")
    void a_reset_in_the_middle_of_a_frame_is_noticed() throws Exception {
        RawWebSocket raw = open();
        raw.write(Arrays.copyOf(Bytes.frame(TEXT, toMyself("cut")), 20));
        raw.reset();
        gone();
    }
}
