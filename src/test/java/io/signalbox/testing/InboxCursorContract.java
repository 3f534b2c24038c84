package io.signalbox.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.hub.AcknowledgedBy;
import io.signalbox.hub.CursorSettings;
import io.signalbox.hub.DeviceAcks;
import io.signalbox.hub.Inbox;
import io.signalbox.hub.Resumed;
import io.signalbox.hub.WhenFull;
import io.signalbox.identity.ResumePoint;
import io.signalbox.protocol.Message;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What every inbox does for devices: takes their acknowledgements, and tells them where they go on. */
public abstract class InboxCursorContract extends InboxConcurrencyContract {
    /** Devices that the inbox under test remembers for each user, when it waits for all. */
    private static final int MAX_DEVICES = 4;
    /** How long it remembers one. */
    private static final Duration FORGET_AFTER = Duration.ofDays(1);

    /** Waiting for all devices, with {@link #MAX_DEVICES} and {@link #FORGET_AFTER}. */
    private static final CursorSettings ALL_DEVICES =
            new CursorSettings(AcknowledgedBy.ALL_DEVICES, MAX_DEVICES, FORGET_AFTER);

    private Inbox inboxForAllDevices() {
        return inbox(WhenFull.REFUSE, ALL_DEVICES);
    }

    @Test
    void a_device_acknowledges_everything_up_to_a_position_at_once() {
        for (int i = 1; i <= 9; i++) {
            inbox.append(bob, message("m" + i));
        }
        inbox.remove(bob, List.of(3L));
        assertThat(ids(upTo("phone", 4))).containsExactly("m1", "m2", "m4");
        assertThat(seqs(inbox.read(bob, 0, 10))).containsExactly(5L, 6L, 7L, 8L, 9L);
        assertThat(upTo("phone", 4)).isEqualTo(Inbox.Acknowledged.NOTHING);
        assertThat(upTo("phone", 2)).isEqualTo(Inbox.Acknowledged.NOTHING);
        assertThat(ids(upTo("desk", 1_000_000))).containsExactly("m5", "m6", "m7", "m8", "m9");
        assertThat(inbox.append(bob, message("later"))).isEqualTo(10);
        assertThat(seqs(inbox.read(bob, 0, 10)))
                .as("an acknowledgement says nothing of what comes later")
                .containsExactly(10L);
    }

    @Test
    void many_acknowledgements_go_together() {
        for (int i = 1; i <= MAX_ENTRIES; i++) {
            inbox.append(bob, message("m" + i));
        }
        List<Long> odd = LongStream.rangeClosed(1, MAX_ENTRIES)
                .filter(seq -> seq % 2 == 1)
                .boxed()
                .toList();
        Inbox.Acknowledged done =
                inbox.acknowledge(bob, new DeviceAcks("phone", null, 4, odd, List.of("m6", "m6", "unknown", "m10")));
        assertThat(done.messages()).hasSize(MAX_ENTRIES / 2 + 4);
        assertThat(done.ignored())
                .as("1 and 3 went with the rest up to 4, m6 was named twice, one is unknown")
                .isEqualTo(4);
        assertThat(seqs(inbox.read(bob, 0, 4))).containsExactly(8L, 12L, 14L, 16L);
    }

    @Test
    @Tag("H35")
    void what_is_for_one_device_is_acknowledged_by_no_other() {
        inbox.append(bob, message("m1").toBuilder().receiverClient("phone").build());
        inbox.append(bob, message("m2"));
        assertThat(inbox.acknowledge(bob, new DeviceAcks("desk", null, 0, List.of(1L), List.of("m1"))))
                .isEqualTo(new Inbox.Acknowledged(List.of(), 2));
        assertThat(ids(upTo("desk", 2))).containsExactly("m2");
        assertThat(seqs(inbox.read(bob, 0, 10))).containsExactly(1L);
        assertThat(ids(upTo("phone", 2))).containsExactly("m1");
        assertThat(inbox.read(bob, 0, 10).entries()).isEmpty();
    }

    @Test
    void an_acknowledgement_for_another_life_of_the_inbox_does_nothing() {
        inbox.append(bob, message("m1"));
        String epoch = inbox.read(bob, 0, 1).epoch();
        assertThat(inbox.acknowledge(bob, new DeviceAcks("phone", "another", 1, List.of(1L), List.of("m1"))))
                .isEqualTo(new Inbox.Acknowledged(List.of(), 2));
        assertThat(inbox.acknowledge(bob, DeviceAcks.upTo("phone", epoch, 1)).messages())
                .hasSize(1);
    }

    @Test
    void a_device_goes_on_where_it_says_and_is_told_how_many_wait() {
        assertThat(inbox.resume(bob, "phone", ResumePoint.START)).isEqualTo(new Resumed("", 0, 0, 0, null));
        for (int i = 1; i <= 9; i++) {
            inbox.append(bob, message("m" + i));
        }
        String epoch = inbox.read(bob, 0, 1).epoch();
        assertThat(inbox.resume(bob, "phone", ResumePoint.START)).isEqualTo(new Resumed(epoch, 9, 0, 9, null));
        assertThat(inbox.resume(bob, "phone", new ResumePoint(epoch, 0))).isEqualTo(new Resumed(epoch, 9, 0, 9, null));
        assertThat(inbox.resume(bob, "phone", new ResumePoint(epoch, 6))).isEqualTo(new Resumed(epoch, 9, 6, 3, null));
        assertThat(inbox.resume(bob, "phone", new ResumePoint(null, 9))).isEqualTo(new Resumed(epoch, 9, 9, 0, null));
        assertThat(inbox.resume(bob, "phone", new ResumePoint(epoch, 10)))
                .isEqualTo(new Resumed(epoch, 9, 0, 9, Resumed.Reason.BEYOND_HEAD));
        assertThat(inbox.resume(bob, "phone", new ResumePoint("another", 6)))
                .isEqualTo(new Resumed(epoch, 9, 0, 9, Resumed.Reason.OTHER_EPOCH));
        acknowledge(bob, 9, null);
        assertThat(inbox.resume(bob, "phone", new ResumePoint(epoch, 6)))
                .as("another device has it")
                .isEqualTo(new Resumed(epoch, 9, 6, 2, null));
        assertThat(inbox.read(bob, 0, 10).entries()).as("nothing changed").hasSize(8);
    }

    @Test
    @Tag("H30")
    void a_device_is_told_when_entries_expired_that_it_did_not_get() {
        inbox.append(bob, message("m1"));
        inbox.append(bob, message("m2"));
        String epoch = inbox.read(bob, 0, 1).epoch();
        clock.advance(RETENTION);
        inbox.append(bob, message("m3"));
        for (int i = 0; i < 2; i++) {
            assertThat(inbox.resume(bob, "phone", new ResumePoint(epoch, 1)))
                    .isEqualTo(new Resumed(epoch, 3, 1, 1, Resumed.Reason.EXPIRED));
            assertThat(inbox.resume(bob, "phone", new ResumePoint(epoch, 2)))
                    .isEqualTo(new Resumed(epoch, 3, 2, 1, null));
            assertThat(inbox.resume(bob, "phone", ResumePoint.START))
                    .as("it never had anything to lose")
                    .isEqualTo(new Resumed(epoch, 3, 0, 1, null));
            inbox.expire();
        }
    }

    @Test
    void an_entry_that_waits_for_all_devices_goes_with_the_last_acknowledgement() {
        Inbox all = inboxForAllDevices();
        assertThat(all.remembersDevices()).isTrue();
        for (int i = 1; i <= 6; i++) {
            all.append(bob, message("m" + i));
        }
        all.acknowledge(bob, DeviceAcks.upTo("phone", null, 0));
        all.acknowledge(bob, DeviceAcks.upTo("desk", null, 0));
        assertThat(ids(all.acknowledge(bob, DeviceAcks.upTo("phone", null, 3)))).containsExactly("m1", "m2", "m3");
        assertThat(all.read(bob, 0, 10).entries()).hasSize(6);
        assertThat(all.acknowledge(bob, new DeviceAcks("desk", null, 0, List.of(2L, 3L), List.of())))
                .as("the sender was told")
                .isEqualTo(Inbox.Acknowledged.NOTHING);
        assertThat(seqs(all.read(bob, 0, 10))).containsExactly(1L, 4L, 5L, 6L);
        assertThat(ids(all.acknowledge(bob, new DeviceAcks("desk", null, 0, List.of(5L), List.of()))))
                .containsExactly("m5");
        String epoch = all.read(bob, 0, 1).epoch();
        assertThat(all.resume(bob, "phone", ResumePoint.START)).isEqualTo(new Resumed(epoch, 6, 3, 3, null));
        assertThat(all.resume(bob, "desk", ResumePoint.START)).isEqualTo(new Resumed(epoch, 6, 0, 4, null));
        assertThat(ids(all.acknowledge(bob, DeviceAcks.upTo("desk", null, 6)))).containsExactly("m4", "m6");
        assertThat(seqs(all.read(bob, 0, 10))).containsExactly(4L, 5L, 6L);
        all.acknowledge(bob, DeviceAcks.upTo("phone", null, 6));
        assertThat(all.read(bob, 0, 10).entries()).isEmpty();
    }

    @Test
    void a_device_that_is_not_seen_for_long_is_not_waited_for() {
        Inbox all = inboxForAllDevices();
        all.append(bob, message("m1"));
        all.acknowledge(bob, DeviceAcks.upTo("old", null, 0));
        clock.advance(FORGET_AFTER);
        all.acknowledge(bob, DeviceAcks.upTo("phone", null, 0));
        all.acknowledge(bob, DeviceAcks.upTo("phone", null, 1));
        assertThat(all.read(bob, 0, 10).entries()).isEmpty();
    }

    @Test
    void of_too_many_devices_the_one_not_seen_for_the_longest_is_not_waited_for() {
        Inbox all = inboxForAllDevices();
        all.append(bob, message("m1"));
        for (int i = 0; i <= MAX_DEVICES; i++) {
            all.acknowledge(bob, DeviceAcks.upTo("device" + i, null, 0));
            clock.advance(Duration.ofMillis(1));
        }
        for (int i = 1; i < MAX_DEVICES; i++) {
            all.acknowledge(bob, DeviceAcks.upTo("device" + i, null, 1));
            assertThat(all.read(bob, 0, 10).entries()).hasSize(1);
        }
        all.acknowledge(bob, DeviceAcks.upTo("device" + MAX_DEVICES, null, 1));
        assertThat(all.read(bob, 0, 10).entries()).isEmpty();
    }

    @Test
    @Tag("R15")
    void an_entry_that_nobody_acknowledges_expires_whatever_it_waits_for() {
        Inbox all = inboxForAllDevices();
        all.append(bob, message("m1"));
        all.acknowledge(bob, DeviceAcks.upTo("desk", null, 0));
        all.acknowledge(bob, DeviceAcks.upTo("phone", null, 1));
        clock.advance(RETENTION);
        assertThat(all.read(bob, 0, 10).entries()).isEmpty();
        assertThat(all.expire()).isEqualTo(1);
    }

    private Inbox.Acknowledged upTo(String clientId, long seq) {
        return inbox.acknowledge(bob, DeviceAcks.upTo(clientId, null, seq));
    }

    private static List<@Nullable String> ids(Inbox.Acknowledged done) {
        return done.messages().stream().map(Message::messageId).toList();
    }
}
