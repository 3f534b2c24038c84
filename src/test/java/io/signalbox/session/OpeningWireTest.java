package io.signalbox.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.CloseCode;
import io.signalbox.testing.FakeWire;
import io.signalbox.testing.Sessions;
import io.signalbox.testing.Users;
import io.signalbox.transport.OutboundFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpeningWireTest {
    private final FakeWire wire = new FakeWire();
    private final OpeningWire opening = new OpeningWire(wire);
    private final ClientSession session = Sessions.open(Users.identity("bob", "phone"), opening);

    @Test
    void nothing_is_written_before_the_first_frame_and_everything_behind_it() {
        say("a");
        say("b");
        assertThat(wire.texts()).isEmpty();
        assertThat(opening.begin(OutboundFrame.text("{\"n\":\"first\"}"))).isTrue();
        say("c");
        assertThat(wire.texts()).containsExactly("{\"n\":\"first\"}", text("a"), text("b"), text("c"));
    }

    @Test
    void the_first_frame_is_written_once() {
        opening.begin(OutboundFrame.text("1"));
        assertThat(opening.begin(OutboundFrame.text("2"))).isFalse();
        assertThat(wire.texts()).containsExactly("1");
    }

    @Test
    void what_the_session_awaits_is_its_own_frame_and_not_the_first() {
        List<String> told = new ArrayList<>();
        wire.hold();
        session.enqueue(new StoredOutgoing(OutboundFrame.text(text("a")), () -> told.add("a")));
        session.whenDrained(() -> told.add("drained"));
        session.flush();
        opening.begin(OutboundFrame.text("first"));
        assertThat(wire.texts()).containsExactly("first");
        wire.complete(true);
        assertThat(told).isEmpty();
        assertThat(wire.texts()).hasSize(2);
        wire.complete(true);
        assertThat(told).containsExactly("a", "drained");
    }

    @Test
    void a_session_that_closes_before_is_closed_without_a_frame() {
        say("a");
        session.close(CloseCode.GOING_AWAY);
        opening.begin(OutboundFrame.text("first"));
        assertThat(wire.texts()).isEmpty();
        assertThat(wire.closeCode()).isEqualTo(1001);
    }

    private void say(String name) {
        session.send(Outgoing.system(text(name).getBytes(StandardCharsets.UTF_8)));
    }

    private static String text(String name) {
        return "{\"n\":\"" + name + "\"}";
    }
}
