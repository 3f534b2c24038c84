package io.signalbox.records;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.CloseCode;
import io.signalbox.session.Disconnect;
import io.signalbox.testing.ManualClock;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which ends are normal. */
@Tag("C24")
@Tag("K14")
class ConnectionEndTest {
    private static final Set<CloseCode> FORCED =
            EnumSet.of(CloseCode.KICKED_OUT, CloseCode.FORCED_OFFLINE, CloseCode.LOGIN_LIMIT);
    private static final Set<CloseCode> ORDERLY =
            EnumSet.of(CloseCode.NORMAL, CloseCode.GOING_AWAY, CloseCode.SERVICE_RESTART, CloseCode.REPLACED);

    @ParameterizedTest
    @ValueSource(
            ints = {1000, 1001, 1002, 1003, 1005, 1006, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 1015, 4000})
    void of_what_clients_say_1000_and_1001_only(int code) {
        ConnectionEnd end = ConnectionEnd.of(Disconnect.byClient(code, "why"), ManualClock.START);
        assertThat(end.abnormal()).isEqualTo(code != 1000 && code != 1001);
        assertThat(end.forced()).isFalse();
        assertThat(end.code()).isEqualTo(code);
        assertThat(end.message()).isEqualTo("why");
    }

    @ParameterizedTest
    @EnumSource(CloseCode.class)
    void of_what_the_hub_decides_its_order_and_its_force_are_normal(CloseCode code) {
        ConnectionEnd end = ConnectionEnd.of(Disconnect.byHub(code), ManualClock.START);
        assertThat(end.forced()).isEqualTo(FORCED.contains(code));
        assertThat(end.abnormal()).isEqualTo(!FORCED.contains(code) && !ORDERLY.contains(code));
    }

    @Test
    void what_a_client_writes_is_bounded_and_printable() {
        String text = "a\nb\u0000" + "x".repeat(300);
        ConnectionEnd end = ConnectionEnd.of(Disconnect.byClient(1000, text), ManualClock.START);
        assertThat(end.message()).hasSize(ConnectionEnd.MAX_MESSAGE).startsWith("a b x");
    }
}
