package io.signalbox.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.signalbox.hub.Appended;
import io.signalbox.hub.DeviceAcks;
import io.signalbox.hub.Inbox;
import io.signalbox.hub.InboxFullException;
import io.signalbox.hub.Resumed;
import io.signalbox.hub.WhenFull;
import io.signalbox.identity.ResumePoint;
import io.signalbox.identity.UserKey;
import io.signalbox.protocol.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What bounds every inbox: how many entries it takes, and how long it keeps them. */
public abstract class InboxBoundsContract extends InboxContract {
    @Test
    void what_left_unacknowledged_is_told_by_its_highest_position() {
        inbox.append(bob, message("m1"));
        inbox.append(bob, message("m2"));
        inbox.append(bob, message("m3"));
        clock.advance(RETENTION.minusSeconds(1));
        inbox.append(bob, message("m4"));
        acknowledge(bob, 3, "m3");
        inbox.remove(bob, List.of(1L));
        assertThat(inbox.read(bob, 0, 10).lost()).isZero();
        clock.advance(Duration.ofSeconds(1));
        assertThat(inbox.expire()).isEqualTo(1);
        assertThat(inbox.read(bob, 0, 10).lost()).isEqualTo(2);
    }

    @Test
    void a_full_inbox_takes_no_more_until_there_is_room() {
        for (int i = 1; i <= MAX_ENTRIES; i++) {
            inbox.append(bob, message("m" + i));
        }
        for (int again = 0; again < 2; again++) {
            assertThatExceptionOfType(InboxFullException.class)
                    .isThrownBy(() -> inbox.append(bob, message("one too many")))
                    .withMessageContaining("as many messages wait as may");
        }
        assertThat(inbox.append(bob, message("m7")))
                .as("one that waits already")
                .isEqualTo(7);
        assertThat(inbox.append(user("carol"), message("m1"))).isEqualTo(1);
        assertThat(inbox.read(bob, 0, 1000).entries()).hasSize(MAX_ENTRIES);
        acknowledge(bob, 1, "m1");
        inbox.remove(bob, List.of(2L));
        assertThat(inbox.append(bob, message("a"))).isEqualTo(MAX_ENTRIES + 1);
        assertThat(inbox.append(bob, message("b"))).isEqualTo(MAX_ENTRIES + 2);
        assertThatExceptionOfType(InboxFullException.class).isThrownBy(() -> inbox.append(bob, message("c")));
    }

    @Test
    void a_full_inbox_that_may_drops_its_oldest_entries_and_tells_how_far() {
        Inbox dropping = inbox(WhenFull.DROP_OLDEST);
        for (int i = 1; i <= MAX_ENTRIES + 3; i++) {
            assertThat(dropping.append(bob, message("m" + i))).isEqualTo(i);
        }
        assertThat(dropping.append(bob, message("m4")))
                .as("one that waits already")
                .isEqualTo(4);
        Inbox.Page page = dropping.read(bob, 0, 1000);
        assertThat(seqs(page))
                .isEqualTo(LongStream.rangeClosed(4, MAX_ENTRIES + 3).boxed().toList());
        assertThat(page.lost()).isEqualTo(3);
        dropping.acknowledge(bob, new DeviceAcks("phone", null, 0, List.of(10L), List.of()));
        dropping.append(bob, message("room"));
        assertThat(dropping.read(bob, 0, 1000).lost()).isEqualTo(3);
    }

    @Test
    void a_message_for_many_is_stored_for_those_who_have_room_and_keeps_the_entries_it_has() {
        UserKey carol = user("carol");
        UserKey dave = user("dave");
        for (int i = 1; i <= MAX_ENTRIES; i++) {
            inbox.append(carol, message("m" + i));
        }
        inbox.append(dave, message("first"));
        inbox.append(dave, message("again"));
        assertThat(appendAll(List.of(bob, carol, dave), message("again")))
                .containsExactly(new Appended(bob, 1, true), Appended.full(carol), new Appended(dave, 2, false));
    }

    @Test
    @Tag("R15")
    void an_entry_whose_time_ran_out_is_not_read_and_leaves_with_the_next_expiry() {
        inbox.append(bob, message("old"));
        clock.advance(RETENTION.minusSeconds(1));
        inbox.append(bob, message("young"));
        assertThat(inbox.expire()).isZero();
        assertThat(seqs(inbox.read(bob, 0, 10))).containsExactly(1L, 2L);
        clock.advance(Duration.ofSeconds(1));
        assertThat(seqs(inbox.read(bob, 0, 10))).containsExactly(2L);
        assertThat(inbox.read(bob, 0, 10).head()).isEqualTo(2);
        assertThat(inbox.expire()).isEqualTo(1);
        assertThat(inbox.expire()).isZero();
        assertThat(seqs(inbox.read(bob, 0, 10))).containsExactly(2L);
    }

    @Test
    @Tag("R15")
    void an_entry_ends_with_its_message_or_with_the_retention_whichever_is_earlier() {
        Instant now = clock.instant();
        Duration day = Duration.ofDays(1);
        inbox.append(bob, ending("ttl of a day", day, null));
        inbox.append(bob, ending("deadline in a day", Duration.ZERO, now.plus(day)));
        inbox.append(bob, ending("deadline before ttl", day.multipliedBy(3), now.plus(day)));
        inbox.append(bob, ending("ttl before deadline", day, now.plus(day.multipliedBy(3))));
        inbox.append(bob, ending("both beyond the retention", RETENTION.plus(day), now.plus(RETENTION.plus(day))));
        inbox.append(bob, message("neither"));
        clock.advance(day.minusMillis(1));
        assertThat(seqs(inbox.read(bob, 0, 10))).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        clock.advance(Duration.ofMillis(1));
        assertThat(seqs(inbox.read(bob, 0, 10))).as("never pushed").containsExactly(5L, 6L);
        assertThat(inbox.expire()).as("counted").isEqualTo(4);
        assertThat(inbox.read(bob, 0, 10).lost()).isEqualTo(4);
        clock.advance(RETENTION.minus(day).minusMillis(1));
        assertThat(seqs(inbox.read(bob, 0, 10))).containsExactly(5L, 6L);
        clock.advance(Duration.ofMillis(1));
        assertThat(inbox.read(bob, 0, 10).entries()).isEmpty();
    }

    @Test
    @Tag("R15")
    void the_time_to_live_counts_from_when_the_message_was_made() {
        Message message = ending("m", Duration.ofHours(2), null).toBuilder()
                .createAt(clock.instant().minus(Duration.ofHours(1)))
                .build();
        inbox.append(bob, message);
        clock.advance(Duration.ofHours(1).minusMillis(1));
        assertThat(seqs(inbox.read(bob, 0, 10))).containsExactly(1L);
        clock.advance(Duration.ofMillis(1));
        assertThat(inbox.read(bob, 0, 10).entries()).isEmpty();
    }

    @Test
    void a_message_that_is_sent_again_after_its_entry_ended_is_no_repeat() {
        inbox.append(bob, ending("m", Duration.ofMinutes(1), null));
        clock.advance(Duration.ofSeconds(59));
        assertThat(appendAll(List.of(bob), ending("m", Duration.ofMinutes(1), null)))
                .containsExactly(new Appended(bob, 1, false));
        clock.advance(Duration.ofSeconds(1));
        assertThat(appendAll(List.of(bob), ending("m", Duration.ofMinutes(1), null)))
                .containsExactly(new Appended(bob, 2, true));
        assertThat(seqs(inbox.read(bob, 0, 10))).containsExactly(2L);
        inbox.expire();
        assertThat(inbox.read(bob, 0, 10).lost()).isEqualTo(1);
        assertThat(appendAll(List.of(bob), ending("m", Duration.ofMinutes(1), null)))
                .containsExactly(new Appended(bob, 2, false));
    }

    @Test
    void who_comes_back_is_told_that_what_ended_is_missing() {
        inbox.append(bob, message("before"));
        inbox.append(bob, ending("m", Duration.ofMinutes(1), null));
        inbox.append(bob, message("behind"));
        String epoch = inbox.read(bob, 0, 10).epoch();
        clock.advance(Duration.ofMinutes(1));
        for (int i = 0; i < 2; i++) {
            Resumed resumed = inbox.resume(bob, "phone", new ResumePoint(epoch, 1));
            assertThat(resumed.recovered()).isFalse();
            assertThat(resumed.waiting()).isEqualTo(1);
            assertThat(inbox.resume(bob, "phone", new ResumePoint(epoch, 2)).recovered())
                    .isTrue();
            inbox.expire();
        }
    }

    private Message ending(String id, Duration ttl, @Nullable Instant deadline) {
        return message(id).toBuilder().ttlMs(ttl.toMillis()).deadline(deadline).build();
    }

    @Test
    void expiry_makes_room() {
        for (int i = 1; i <= MAX_ENTRIES; i++) {
            inbox.append(bob, message("m" + i));
        }
        clock.advance(RETENTION);
        assertThat(inbox.expire()).isEqualTo(MAX_ENTRIES);
        assertThat(inbox.append(bob, message("m"))).isEqualTo(MAX_ENTRIES + 1);
    }
}
