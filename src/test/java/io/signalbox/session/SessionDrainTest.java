package io.signalbox.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.CloseCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What waits for an empty outbox. */
class SessionDrainTest extends SessionFixture {
    private final AtomicInteger ran = new AtomicInteger();
    private final ClientSession session = open();

    @Test
    void when_drained_runs_at_once_when_nothing_waits() {
        session.whenDrained(ran::incrementAndGet);
        assertThat(ran).hasValue(1);
        session.send(text("a"));
        assertThat(ran).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void when_drained_runs_once_after_the_last_write(boolean flushed) {
        wire.hold();
        session.enqueue(text("a"));
        session.enqueue(text("b"));
        if (flushed) {
            session.flush();
        }
        session.whenDrained(ran::incrementAndGet);
        session.flush();
        wire.complete(true);
        assertThat(ran).hasValue(0);
        wire.complete(true);
        assertThat(ran).hasValue(1);
        session.send(text("c"));
        wire.completeAll();
        assertThat(ran).hasValue(1);
    }

    @Test
    void only_the_last_action_for_the_drained_outbox_counts() {
        List<String> told = new ArrayList<>();
        wire.hold();
        session.send(text("a"));
        session.whenDrained(() -> told.add("first"));
        session.whenDrained(() -> told.add("second"));
        wire.completeAll();
        assertThat(told).containsExactly("second");
    }

    @Test
    void when_drained_never_runs_after_the_end() {
        wire.hold();
        session.send(text("a"));
        session.whenDrained(ran::incrementAndGet);
        session.ended(Disconnect.byClient(1000, ""));
        wire.completeAll();
        session.whenDrained(ran::incrementAndGet);
        session.flush();
        assertThat(ran).hasValue(0);
    }

    @Test
    void close_when_drained_waits_for_the_outbox() {
        wire.hold();
        session.send(text("a"));
        session.send(text("b"));
        session.closeWhenDrained(CloseCode.GOING_AWAY);
        assertThat(session.state()).isEqualTo(SessionState.DRAINING);
        assertThat(session.isOpen()).isTrue();
        wire.complete(true);
        assertThat(wire.closeCode()).isZero();
        wire.complete(true);
        assertThat(wire.closeCode()).isEqualTo(1001);
        assertThat(wire.texts()).containsExactly("a", "b");
    }

    @Test
    void close_when_drained_is_not_undone_by_who_waits_for_the_same_moment() {
        wire.hold();
        session.send(text("a"));
        session.closeWhenDrained(CloseCode.GOING_AWAY);
        session.whenDrained(ran::incrementAndGet);
        wire.completeAll();
        assertThat(wire.closeCode()).isEqualTo(1001);
        assertThat(ran).hasValue(0);
    }

    @Test
    void close_when_drained_closes_an_idle_session_at_once() {
        session.closeWhenDrained(CloseCode.GOING_AWAY);
        assertThat(wire.closeCode()).isEqualTo(1001);
        assertThat(session.isOpen()).isFalse();
    }
}
