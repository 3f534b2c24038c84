package io.signalbox.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.metrics.Count;
import io.signalbox.metrics.LabelledCount;
import io.signalbox.protocol.CloseCode;
import io.signalbox.testing.Concurrently;
import io.signalbox.transport.OutboundFrame;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A session ends once, and says how. */
class SessionEndTest extends SessionFixture {
    private final ClientSession session = open();

    @Test
    @Tag("C24")
    @Tag("H56")
    void the_first_cause_is_kept_whatever_follows_from_it() {
        assertThat(session.disconnect()).isNull();
        assertThat(session.close(CloseCode.REPLACED)).isTrue();
        assertThat(session.close(CloseCode.GOING_AWAY)).isFalse();
        assertThat(session.ended(Disconnect.byClient(1000, "bye"))).isFalse();
        wire.abort();
        assertThat(session.disconnect())
                .isEqualTo(new Disconnect(Disconnect.Reason.REPLACED, 4502, "replaced", Disconnect.Party.HUB));
        assertThat(wire.closeCode()).isEqualTo(4502);
        assertThat(wire.closeReason()).isEqualTo("replaced");
        assertThat(wire.closes()).isEqualTo(1);
        assertThat(metrics.value(LabelledCount.DISCONNECTS, Disconnect.Reason.REPLACED))
                .isEqualTo(1);
        assertThat(metrics.value(LabelledCount.DISCONNECTS, Disconnect.Reason.WRITE_ERROR))
                .isZero();
    }

    @Test
    @Tag("H56")
    void a_client_that_closes_is_recorded_with_its_own_code_and_text() {
        session.ended(Disconnect.byClient(1009, "too big for me"));
        assertThat(session.disconnect())
                .isEqualTo(new Disconnect(
                        Disconnect.Reason.CLOSE_MESSAGE, 1009, "too big for me", Disconnect.Party.CLIENT));
        assertThat(wire.closes()).as("nobody is there to be told").isZero();
    }

    @ParameterizedTest
    @Tag("C24")
    @CsvSource({
        "1000,true", "1001,true", "1002,false", "1003,false", "1005,false", "1006,false", "1007,false", "1008,false",
        "1009,false", "1010,false", "1011,false", "1012,false", "1013,false", "1015,false", "4001,false", "4502,false"
    })
    void only_1000_and_1001_are_normal(int code, boolean normal) {
        assertThat(Disconnect.byClient(code, "").isNormal()).isEqualTo(normal);
    }

    @ParameterizedTest
    @Tag("H45")
    @Tag("H56")
    @EnumSource(CloseCode.class)
    void each_code_that_the_hub_closes_with_has_a_reason(CloseCode code) {
        Disconnect how = Disconnect.byHub(code);
        assertThat(how.reason()).isNotEqualTo(Disconnect.Reason.UNKNOWN);
        assertThat(how.code()).isEqualTo(code.code());
        assertThat(how.endedBy()).isEqualTo(Disconnect.Party.HUB);
    }

    @Test
    @Tag("H44")
    void a_write_that_fails_ends_the_session_and_its_owner_is_told_once() {
        wire.fail();
        session.send(text("a"));
        wire.abort();
        assertThat(session.isOpen()).isFalse();
        assertThat(session.disconnect()).isEqualTo(Disconnect.broken(Disconnect.Reason.WRITE_ERROR, "connection lost"));
        assertThat(events).containsExactly("lost");
        assertThat(metrics.value(Count.MESSAGES_OUT)).isZero();
    }

    @Test
    @Tag("H43")
    void after_the_end_nothing_is_taken_and_nothing_written() {
        wire.hold();
        session.send(text("a"));
        session.send(text("b"));
        session.ended(Disconnect.byClient(1000, ""));
        assertThat(session.close(CloseCode.GOING_AWAY)).isFalse();
        wire.completeAll();
        assertThat(wire.texts()).containsExactly("a");
        assertThat(wire.closes()).isZero();
        assertThat(session.send(text("c"))).isFalse();
        assertThat(session.enqueue(new StoredOutgoing(OutboundFrame.text("d"), null)))
                .isEqualTo(Enqueued.REFUSED);
    }

    @Test
    @Tag("H43")
    void whoever_closes_sends_or_loses_it_at_the_same_time_it_ends_once() throws Exception {
        for (int round = 0; round < 200; round++) {
            SessionFixture f = new SessionFixture();
            ClientSession raced = f.open();
            AtomicInteger first = new AtomicInteger();
            Concurrently.run(4, thread -> {
                switch (thread) {
                    case 0 -> first.addAndGet(raced.close(CloseCode.REPLACED) ? 1 : 0);
                    case 1 -> first.addAndGet(raced.ended(Disconnect.byClient(1000, "")) ? 1 : 0);
                    case 2 -> first.addAndGet(raced.close(CloseCode.GOING_AWAY) ? 1 : 0);
                    default -> raced.send(text("m"));
                }
            });
            assertThat(first).as("round %d", round).hasValue(1);
            assertThat(f.wire.closes()).as("round %d", round).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void a_state_is_never_left_backwards() {
        assertThat(SessionState.OPEN.to(SessionState.DRAINING)).isEqualTo(SessionState.DRAINING);
        assertThat(SessionState.OPEN.to(SessionState.CLOSED)).isEqualTo(SessionState.CLOSED);
        assertThat(SessionState.DRAINING.to(SessionState.CLOSED)).isEqualTo(SessionState.CLOSED);
        for (SessionState state : SessionState.values()) {
            assertThatThrownBy(() -> SessionState.CLOSED.to(state)).isInstanceOf(IllegalStateException.class);
        }
        assertThatThrownBy(() -> SessionState.DRAINING.to(SessionState.OPEN)).isInstanceOf(IllegalStateException.class);
    }
}
