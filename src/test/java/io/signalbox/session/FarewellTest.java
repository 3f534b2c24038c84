package io.signalbox.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.CloseCode;
import io.signalbox.testing.ManualScheduler;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("C24")
class FarewellTest extends SessionFixture {
    private final ManualScheduler scheduler = new ManualScheduler();
    private final Farewell farewell = new Farewell(scheduler);

    @Test
    void the_last_word_is_written_and_then_the_close() {
        ClientSession session = open();
        assertThat(farewell.say(session, word("bye"), CloseCode.FORCED_OFFLINE)).isTrue();
        assertThat(wire.texts()).containsExactly("bye");
        assertThat(wire.closeCode()).isEqualTo(4504);
        assertThat(wire.closeReason()).isEqualTo("forced_offline");
        assertThat(Objects.requireNonNull(session.disconnect()).reason()).isEqualTo(Disconnect.Reason.FORCE_OFFLINE);
        assertThat(scheduler.waiting()).as("timers left").isZero();
    }

    @Test
    void the_close_waits_for_the_write_of_the_last_word() {
        ClientSession session = open();
        wire.hold();
        farewell.say(session, word("bye"), CloseCode.KICKED_OUT);
        assertThat(wire.closeCode()).isZero();
        wire.complete(true);
        assertThat(wire.closeCode()).isEqualTo(4505);
        assertThat(Objects.requireNonNull(session.disconnect()).reason()).isEqualTo(Disconnect.Reason.KICK_OUT);
    }

    @Test
    void who_does_not_take_it_in_time_is_closed_all_the_same() {
        ClientSession session = open();
        wire.hold();
        farewell.say(session, word("bye"), CloseCode.KICKED_OUT);
        scheduler.advance(Farewell.LONGEST.minusMillis(1));
        assertThat(session.isOpen()).isTrue();
        scheduler.advance(Farewell.LONGEST);
        assertThat(session.isOpen()).isFalse();
        assertThat(wire.closeCode()).isEqualTo(4505);
    }

    @Test
    void without_a_last_word_what_it_is_owed_is_written_first() {
        ClientSession session = open();
        wire.hold();
        session.send(text("first"));
        session.send(text("second"));
        assertThat(farewell.say(session, null, CloseCode.KICKED_OUT)).isTrue();
        wire.release();
        assertThat(wire.texts()).containsExactly("first", "second");
        assertThat(wire.closeCode()).isEqualTo(4505);
    }

    @Test
    void a_session_that_ended_keeps_its_own_cause() {
        ClientSession session = open();
        session.close(CloseCode.GOING_AWAY);
        assertThat(farewell.say(session, word("bye"), CloseCode.KICKED_OUT)).isFalse();
        assertThat(wire.closeCode()).isEqualTo(1001);
        assertThat(scheduler.waiting()).isZero();
    }

    private static Outgoing word(String text) {
        return Outgoing.system(text.getBytes(StandardCharsets.UTF_8));
    }
}
