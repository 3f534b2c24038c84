package io.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.signalbox.identity.Profile;
import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.metrics.Count;
import io.signalbox.metrics.LabelledCount;
import io.signalbox.session.Disconnect;
import io.signalbox.testing.Frames;
import io.signalbox.testing.Json;
import io.signalbox.testing.ManualClock;
import io.signalbox.testing.TestHub;
import io.signalbox.testing.Users;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class KicksTest {
    private static final UserKey ALICE = Users.user("alice");

    private final TestHub node = TestHub.alone();
    private final Kicks kicks = node.hub.kicks();

    @Test
    @Tag("C21")
    @Tag("C24")
    void a_kick_ends_every_connection_of_the_user_with_a_message_and_its_own_code() {
        List<TestHub.Client> devices =
                List.of(node.connect("alice", "a"), node.connect("alice", "b"), node.connect("alice", "c"));
        TestHub.Client bob = node.connect("bob", "a");
        TestHub.Client elsewhere = node.connect(Users.identity(new UserKey(new Tenant("b", "n"), "alice"), "a"));
        assertThat(kicks.kick(new KickOrder(ALICE, "spam", true, "no more \"spam\"")))
                .isEqualTo(new KickResult("alice", "spam", 3, true, true, null, ManualClock.START, List.of()));
        for (TestHub.Client device : devices) {
            String told = device.received().get(0);
            assertThat(Json.text(told, "message_type")).isEqualTo("kick_out");
            assertThat(Json.text(told, "content")).isEqualTo("no more \"spam\"");
            assertThat(Json.object(told, "data"))
                    .isEqualTo(Map.of("reason", "spam", "kicked_at", "2026-11-22T10:00:00.000Z"));
            assertThat(device.wire.closeCode()).isEqualTo(4505);
            assertThat(device.wire.closeReason()).isEqualTo("kicked_out");
            device.disconnect();
        }
        assertThat(bob.wire.closeCode()).isZero();
        assertThat(elsewhere.wire.closeCode()).isZero();
        assertThat(node.hub.sessions().of(ALICE)).isEmpty();
        assertThat(node.metrics.value(LabelledCount.DISCONNECTS, Disconnect.Reason.KICK_OUT))
                .isEqualTo(3);
        assertThat(node.metrics.value(Count.CONNECTIONS_CLOSED)).isEqualTo(3);
        bob.send(Frames.to("alice", "later"));
        assertThat(node.waiting("alice")).as("she is away now").hasSize(1);
    }

    @Test
    @Tag("C21")
    void who_is_not_online_cannot_be_kicked() {
        assertThat(kicks.kick(ALICE, "spam"))
                .isEqualTo(new KickResult(
                        "alice", "spam", 0, false, false, "user is not online", ManualClock.START, List.of()));
    }

    @Test
    @Tag("C21")
    void a_second_kick_finds_nobody() {
        node.connect("alice", "a");
        assertThat(kicks.kick(ALICE, "spam").success()).isTrue();
        assertThat(kicks.kick(ALICE, "spam").success()).isFalse();
    }

    @Test
    @Tag("C22")
    void a_kick_without_notification_is_silent() {
        TestHub.Client alice = node.connect("alice", "a");
        KickResult result = kicks.kick(new KickOrder(ALICE, "spam", false, ""));
        assertThat(result.kicked()).isEqualTo(1);
        assertThat(result.notified()).isFalse();
        assertThat(alice.received()).isEmpty();
        assertThat(alice.wire.closeCode()).isEqualTo(4505);
    }

    @Test
    @Tag("C22")
    void who_says_nothing_of_it_notifies_as_the_settings_say_and_tells_the_reason() {
        TestHub.Client alice = node.connect("alice", "a");
        assertThat(kicks.kick(ALICE, "spam").notified()).isTrue();
        assertThat(Json.text(alice.received().get(0), "content")).isEqualTo("spam");
    }

    @Test
    void an_order_has_a_reason_and_a_text_of_bounded_length() {
        assertThatIllegalArgumentException().isThrownBy(() -> new KickOrder(ALICE, " ", true, "x"));
        assertThatIllegalArgumentException().isThrownBy(() -> new KickOrder(ALICE, "x".repeat(129), true, "x"));
        assertThatIllegalArgumentException().isThrownBy(() -> new KickOrder(ALICE, "x", true, "x".repeat(1025)));
    }

    @Test
    @Tag("C23")
    void one_client_is_disconnected_and_the_other_devices_stay() {
        TestHub.Client phone = node.connect("alice", "phone");
        TestHub.Client desk = node.connect("alice", "desk");
        assertThat(kicks.disconnectClient(Users.TENANT, "phone")).isEqualTo(1);
        assertThat(phone.received()).isEmpty();
        assertThat(phone.wire.closeCode()).isEqualTo(4505);
        assertThat(desk.wire.closeCode()).isZero();
        assertThat(kicks.disconnectClient(Users.TENANT, "phone")).isZero();
        assertThat(kicks.disconnectClient(new Tenant("b", "n"), "desk")).isZero();
    }

    @Test
    @Tag("C23")
    void a_user_is_disconnected_without_a_message() {
        TestHub.Client phone = node.connect("alice", "phone");
        TestHub.Client desk = node.connect("alice", "desk");
        assertThat(kicks.disconnectUser(ALICE)).isEqualTo(2);
        for (TestHub.Client client : List.of(phone, desk)) {
            assertThat(client.received()).isEmpty();
            assertThat(client.wire.closeCode()).isEqualTo(4505);
        }
        assertThat(kicks.disconnectUser(ALICE)).isZero();
    }

    @Test
    @Tag("C23")
    void a_reset_makes_name_and_profile_what_the_handshake_said() {
        Profile said = new Profile(null, null, 2, Set.of("english"));
        TestHub.Client alice = node.connect(Users.identity("alice", "a").with(said));
        alice.session.rename("Al");
        alice.session.profile(said.raisedTo(7));
        assertThat(kicks.reset(ALICE, "a")).isTrue();
        assertThat(alice.session.name()).isEqualTo("alice");
        assertThat(alice.session.profile()).isEqualTo(said);
        assertThat(kicks.reset(ALICE, "b")).isFalse();
    }
}
