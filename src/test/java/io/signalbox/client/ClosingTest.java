package io.signalbox.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Closing on the manual clock. It is called by a listener: there, and only there, {@code close()} does not wait. */
class ClosingTest {
    private final ClientFixture hub = ClientFixture.connected();

    @Test
    void close_tells_the_hub_that_it_is_deliberate_and_leaves_no_timer_behind() {
        closeInListener();
        assertThat(hub.wire().closedWith).isEqualTo(1000);
        assertThat(hub.releases).isZero();
        hub.wire().closes(1000);
        assertThat(hub.releases).isEqualTo(1);
        assertThat(hub.clock.waiting()).isZero();
        assertThat(hub.states).endsWith(ClientState.CLOSED);
        assertThat(hub.disconnections).isEmpty();
    }

    @Test
    void a_hub_that_does_not_answer_the_close_is_cut_off_in_time() {
        closeInListener();
        hub.clock.advanceMillis(1_999);
        assertThat(hub.wire().aborted).isFalse();
        hub.clock.advanceMillis(1);
        assertThat(hub.wire().aborted).isTrue();
        assertThat(hub.releases).isEqualTo(1);
        assertThat(hub.clock.waiting()).isZero();
    }

    @Test
    void close_while_waiting_for_the_next_attempt_leaves_no_timer_behind() {
        hub.listenerStuck = true;
        hub.wire().text("x");
        hub.wire().fails();
        hub.onMessage = message -> hub.client.close();
        hub.unstick();
        assertThat(hub.clock.waiting()).isZero();
        assertThat(hub.releases).isEqualTo(1);
        assertThat(hub.wires).hasSize(1);
    }

    @Test
    void what_the_hub_still_says_is_read_over_and_no_listener_hears_it() {
        closeInListener();
        int before = hub.messages.size();
        hub.wire().text("late");
        hub.wire().text("later");
        hub.wire().closes(1000);
        assertThat(hub.messages).hasSize(before);
    }

    @Test
    void messages_that_were_not_handed_out_yet_stay_with_the_hub() {
        hub.listenerStuck = true;
        hub.onMessage = message -> hub.client.close();
        hub.wire().stored(1, true);
        hub.wire().stored(2, true);
        hub.unstick();
        assertThat(hub.contents()).containsExactly("s1");
        assertThat(hub.wire().acknowledged()).isEmpty();
    }

    @Test
    void closing_twice_is_closing_once() {
        closeInListener();
        hub.wire().closes(1000);
        hub.client.close();
        assertThat(hub.releases).isEqualTo(1);
    }

    @Test
    void a_client_that_never_connected_closes_at_once() {
        ClientFixture idle = new ClientFixture();
        idle.client.close();
        assertThat(idle.releases).isEqualTo(1);
        assertThat(idle.client.state()).isEqualTo(ClientState.CLOSED);
        assertThat(ClientFixture.code(idle.client.connect())).isEqualTo("closed");
    }

    @Test
    void whoever_waits_is_told() {
        List<String> codes = new ArrayList<>();
        PublishReceipt receipt = hub.client.publish(SendingTest.toBob("x"));
        var joined = hub.client.joinGroups(List.of("g1"));
        closeInListener();
        codes.add(ClientFixture.code(receipt.stored()));
        codes.add(ClientFixture.code(joined));
        assertThat(codes).containsOnly("closed");
        assertThat(receipt.delivered()).isCompletedWithValue(false);
    }

    private void closeInListener() {
        hub.onMessage = message -> hub.client.close();
        hub.wire().text("close");
        hub.onMessage = message -> {};
    }
}
