package io.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.limits.QuotaAlert;
import io.signalbox.limits.QuotaRule;
import io.signalbox.metrics.Count;
import io.signalbox.testing.Frames;
import io.signalbox.testing.Json;
import io.signalbox.testing.TestHub;
import io.signalbox.testing.Users;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Limits of minutes and hours, as a client meets them. */
class QuotasOfMessagesTest {
    private static final QuotaRule FIVE_A_MINUTE = new QuotaRule(5, 0, 80, Duration.ofMinutes(5));

    @Test
    @Tag("K09")
    @Tag("K10")
    void all_devices_of_a_user_count_together_and_a_refusal_says_when_the_block_ends() {
        TestHub node = new TestHub.Setup().userRule(FIVE_A_MINUTE).build();
        TestHub.Client phone = node.connect("alice", "phone");
        TestHub.Client desk = node.connect("alice", "desk");
        TestHub.Client bob = node.connect("bob", "b");
        for (int i = 0; i < 3; i++) {
            phone.send(Frames.to("bob", "p" + i));
            desk.send(Frames.to("bob", "d" + i));
        }
        assertThat(bob.contents()).containsExactly("p0", "d0", "p1", "d1", "p2");
        node.clock.advance(Duration.ofMinutes(1));
        phone.received();
        phone.send(Frames.to("bob", "too early"));
        assertThat(phone.received())
                .singleElement()
                .satisfies(text -> assertThat(Json.object(text, "data"))
                        .containsEntry("code", "rate_limited")
                        .containsEntry("retry_after_ms", new BigDecimal(240_000)));
        node.clock.advance(Duration.ofMinutes(4));
        phone.send(Frames.to("bob", "again"));
        assertThat(bob.contents()).containsExactly("again");
        assertThat(node.alerts)
                .extracting(QuotaAlert::kind)
                .containsExactly(QuotaAlert.Kind.ALERT, QuotaAlert.Kind.BLOCKED);
    }

    @Test
    @Tag("K09")
    void binary_messages_and_pings_count_too() {
        TestHub node = new TestHub.Setup().binary().userRule(FIVE_A_MINUTE).build();
        TestHub.Client alice = node.connect("alice", "a");
        for (int i = 0; i < 3; i++) {
            node.hub.receiveBinary(alice.session, ByteBuffer.wrap(new byte[] {1}));
        }
        alice.send("{\"message_type\":\"ping\"}");
        alice.send("no json");
        alice.received();
        node.hub.receiveBinary(alice.session, ByteBuffer.wrap(new byte[] {1}));
        alice.send("{\"message_type\":\"ping\"}");
        assertThat(alice.errors()).containsExactly("rate_limited", "rate_limited");
        assertThat(node.metrics.value(Count.MESSAGES_RATE_LIMITED)).isEqualTo(2);
    }

    @Test
    @Tag("K09")
    void the_same_user_id_in_another_app_sends_on() {
        TestHub node = new TestHub.Setup().tenantRule(FIVE_A_MINUTE).build();
        TestHub.Client one = node.connect("alice", "a");
        TestHub.Client two = node.connect("bob", "b");
        TestHub.Client other = node.connect(Users.identity(new UserKey(new Tenant("other", "n"), "alice"), "a"));
        for (int i = 0; i < 3; i++) {
            one.send("{\"message_type\":\"ping\"}");
            two.send("{\"message_type\":\"ping\"}");
            other.send("{\"message_type\":\"ping\"}");
        }
        assertThat(one.errors()).isEmpty();
        assertThat(two.errors()).containsExactly("rate_limited");
        assertThat(other.errors()).isEmpty();
    }
}
