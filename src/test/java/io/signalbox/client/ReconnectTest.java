package io.signalbox.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("K18")
class ReconnectTest {
    private final ClientFixture hub = new ClientFixture();

    @Test
    void the_states_of_a_life_come_in_order() {
        assertThat(hub.client.state()).isEqualTo(ClientState.IDLE);
        hub.connect();
        hub.cut().registers();
        hub.wire().closes(4502);
        assertThat(hub.states)
                .containsExactly(
                        ClientState.CONNECTING,
                        ClientState.CONNECTED,
                        ClientState.RECONNECTING,
                        ClientState.CONNECTED,
                        ClientState.CLOSED);
    }

    @Test
    void only_the_word_of_the_hub_makes_a_connection_connected() {
        var connected = hub.client.connect();
        hub.wire().text("early");
        assertThat(hub.client.state()).isEqualTo(ClientState.CONNECTING);
        assertThat(connected).isNotDone();
        hub.wire().registers("g1");
        assertThat(hub.client.state()).isEqualTo(ClientState.CONNECTED);
        assertThat(connected.join().nodeId()).isEqualTo("node-a");
        assertThat(connected.join().groups()).containsExactly("g1");
        assertThat(hub.registrations).containsExactly(connected.join());
    }

    @Test
    void a_second_connect_joins_the_first() {
        hub.connect();
        assertThat(hub.client.connect()).isCompleted();
        assertThat(hub.wires).hasSize(1);
    }

    @Test
    void a_lost_connection_is_dialled_again_after_the_delay_of_the_back_off_not_before() {
        hub.connect();
        hub.wire().fails();
        hub.clock.advanceMillis(249);
        assertThat(hub.wires).hasSize(1);
        hub.clock.advanceMillis(1);
        assertThat(hub.wires).hasSize(2);
        assertThat(hub.disconnections.get(0).retryIn().orElseThrow()).hasMillis(250);
        assertThat(hub.disconnections.get(0).code()).isEqualTo(1006);
    }

    @Test
    void the_back_off_starts_afresh_only_after_a_registered_connection() {
        var unused = hub.client.connect();
        for (int i = 0; i < 3; i++) {
            hub.wire().pong();
            hub.cut();
        }
        hub.wire().registers();
        hub.cut();
        assertThat(hub.disconnections)
                .extracting(one -> one.retryIn().orElseThrow().toMillis())
                .containsExactly(250L, 500L, 1000L, 250L);
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1002, 1003, 1007, 1008, 1009, 4500, 4501, 4502, 4999})
    void a_close_code_that_asks_to_stop_ends_the_client_and_tells_why(int code) {
        var connected = hub.client.connect();
        var publish = hub.client.publish(SendingTest.toBob("x"));
        hub.wire().closes(code);
        assertThat(hub.client.state()).isEqualTo(ClientState.CLOSED);
        assertThat(ClientFixture.code(connected)).isEqualTo("closed");
        assertThat(ClientFixture.code(publish.stored())).isEqualTo("closed");
        assertThat(hub.disconnections.get(0).code()).isEqualTo(code);
        assertThat(hub.disconnections.get(0).retryIn()).isEmpty();
        assertThat(hub.clock.waiting()).isZero();
        assertThat(hub.releases).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1001, 1005, 1006, 1011, 1012, 4000, 4001, 4499})
    void after_any_other_close_code_the_client_comes_back(int code) {
        hub.connect();
        hub.wire().closes(code);
        assertThat(hub.client.state()).isEqualTo(ClientState.RECONNECTING);
        hub.clock.advanceMillis(500);
        assertThat(hub.wires).hasSize(2);
    }

    @Test
    void the_client_id_is_kept_over_reconnects() {
        hub.connect();
        String first = hub.wire().address.getQuery();
        assertThat(hub.cut().address.getQuery()).isEqualTo(first).contains("client_id=c-1");
    }

    @Test
    void an_attempt_that_is_not_registered_in_time_is_given_up() {
        var unused = hub.client.connect();
        hub.wire().text("no registration");
        hub.clock.advanceMillis(9_999);
        assertThat(hub.wire().aborted).isFalse();
        hub.clock.advanceMillis(1);
        assertThat(hub.wires.get(0).aborted).isTrue();
        hub.clock.advanceMillis(500);
        assertThat(hub.wires).hasSize(2);
    }

    @Test
    void a_ping_goes_out_every_25_seconds_give_or_take_a_tenth() {
        hub.random = 0;
        hub.connect();
        hub.clock.advanceMillis(22_499);
        assertThat(hub.wire().pings()).isEmpty();
        hub.random = 0.999_999;
        hub.clock.advanceMillis(1);
        assertThat(hub.wire().pings()).hasSize(1);
        hub.wire().pong();
        hub.clock.advanceMillis(27_490);
        assertThat(hub.wire().pings()).hasSize(1);
        hub.clock.advanceMillis(10);
        assertThat(hub.wire().pings()).hasSize(2);
    }

    @Test
    void a_connection_that_is_silent_after_a_ping_is_given_up_and_replaced() {
        hub.connect();
        hub.clock.advanceMillis(25_000 + 9_999);
        assertThat(hub.wire().aborted).isFalse();
        hub.clock.advanceMillis(1);
        assertThat(hub.wire().aborted).isTrue();
        hub.clock.advanceMillis(250);
        assertThat(hub.wires).hasSize(2);
    }

    @Test
    void any_frame_shows_that_the_connection_lives() {
        hub.connect();
        hub.clock.advanceMillis(25_000);
        hub.wire().text("still here");
        hub.clock.advanceMillis(24_000);
        assertThat(hub.wire().aborted).isFalse();
    }

    @Test
    void what_a_given_up_wire_still_says_is_not_heard() {
        FakeWire old = hub.connect();
        hub.cut();
        old.text("ghost");
        old.closes(4502);
        assertThat(hub.messages).isEmpty();
        assertThat(hub.client.state()).isEqualTo(ClientState.RECONNECTING);
    }

    @Test
    void a_write_that_fails_counts_as_a_lost_connection() {
        hub.connect().writes = false;
        var sent = hub.client.sendTo("bob", "x");
        hub.wire().breakWrite();
        assertThat(hub.client.state()).isEqualTo(ClientState.RECONNECTING);
        assertThat(ClientFixture.code(sent)).isEqualTo("connection_lost");
    }
}
