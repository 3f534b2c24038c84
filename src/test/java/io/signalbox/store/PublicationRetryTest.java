package io.signalbox.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.hub.InMemoryInbox;
import io.signalbox.metrics.Count;
import io.signalbox.publish.Backlog;
import io.signalbox.publish.SetAside;
import io.signalbox.testing.ManualClock;
import io.signalbox.testing.TestHub;
import io.signalbox.testing.Users;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What cannot be sent is tried again, set aside in the end, and seen by who asks. */
class PublicationRetryTest extends PublishFixture {
    @Test
    void an_inbox_that_refuses_is_tried_again_at_growing_intervals_and_nothing_overtakes() {
        node.inbox.down(true);
        published(List.of("one", "two"));
        workers.runAll();
        node.inbox.down(false);
        Node other = otherNode();
        later(Duration.ofMillis(1999));
        other.sweeps();
        assertThat(node.waiting("bob")).isEmpty();
        node.inbox.down(true);
        later(Duration.ofMillis(1));
        other.sweeps();
        node.inbox.down(false);
        later(Duration.ofMillis(3999));
        other.sweeps();
        assertThat(node.waiting("bob")).isEmpty();
        assertThat(node.metrics.value(Count.PUBLICATIONS_FAILED)).isEqualTo(2);
        later(Duration.ofMillis(1));
        other.sweeps();
        assertThat(node.waiting("bob"))
                .extracting(entry -> String.valueOf(entry.message().content()))
                .containsExactly("one", "two");
        assertThat(table.backlog()).isEqualTo(Backlog.EMPTY);
    }

    @Test
    void what_fails_too_often_is_set_aside_counted_and_visible_and_does_not_hold_up_the_rest() {
        node = new TestHub.Setup()
                .inbox(new InMemoryInbox(new ManualClock(), Duration.ofDays(7), 1))
                .build();
        table = new JpaPublications(database, transactions, node.clock);
        sends = sends(relay(workers));
        transactions.begin();
        sends.toUser(Users.user("bob"), text("fits").build(), SHOP);
        String id = sends.toUser(Users.user("bob"), text("does not").build(), SHOP);
        sends.toUser(Users.user("carol"), text("goes on").build(), SHOP);
        transactions.commit();
        workers.runAll();
        for (int attempt = 1; attempt < SETTINGS.attempts(); attempt++) {
            assertThat(node.waiting("carol")).isEmpty();
            assertThat(table.backlog().waiting()).isEqualTo(2);
            later(SETTINGS.longestRetryDelay());
            otherNode().sweeps();
        }
        assertThat(node.waiting("carol")).hasSize(1);
        assertThat(node.metrics.value(Count.PUBLICATIONS_FAILED)).isEqualTo(3);
        assertThat(node.metrics.value(Count.PUBLICATIONS_SET_ASIDE)).isEqualTo(1);
        assertThat(table.backlog()).isEqualTo(new Backlog(0, null, 1));
        SetAside aside = sends.setAside(10).get(0);
        assertThat(aside.messageId()).isEqualTo(id);
        assertThat(aside.target()).isEqualTo("user " + Users.user("bob"));
        assertThat(aside.failed()).isEqualTo(3);
        assertThat(aside.error()).contains("inbox", "full");

        node.inbox.remove(Users.user("bob"), List.of(1L));
        assertThat(sends.tryAgain(aside.id())).isTrue();
        assertThat(sends.tryAgain(aside.id())).isFalse();
        otherNode().sweeps();
        assertThat(node.waiting("bob"))
                .extracting(entry -> entry.message().messageId())
                .containsExactly(id);
        assertThat(sends.setAside(10)).isEmpty();
    }

    @Test
    void a_row_that_cannot_be_read_is_set_aside_and_can_be_discarded() {
        published(List.of("one", "two", "three"));
        sql("update outbox_message set body = '{\"no\":' where place = 1");
        later(SETTINGS.sweepAfter());
        otherNode().sweeps();
        assertThat(node.waiting("bob"))
                .extracting(entry -> String.valueOf(entry.message().content()))
                .containsExactly("one", "three");
        SetAside aside = sends.setAside(10).get(0);
        assertThat(aside.error()).contains("cannot read");
        assertThat(sends.discard(aside.id())).isTrue();
        assertThat(sends.discard(aside.id())).isFalse();
        assertThat(table.backlog()).isEqualTo(Backlog.EMPTY);
    }

    @Test
    void what_waits_cannot_be_discarded() {
        published(List.of("one"));
        later(SETTINGS.sweepAfter());
        long id = table.waiting(table.due(1).get(0), -1, 1).get(0).id();
        assertThat(sends.discard(id)).isFalse();
        assertThat(sends.tryAgain(id)).isFalse();
        assertThat(table.backlog().waiting()).isEqualTo(1);
    }

    @Test
    void the_backlog_knows_the_oldest() {
        published(List.of("one"));
        later(Duration.ofSeconds(5));
        published(List.of("two", "three"));
        assertThat(table.backlog())
                .isEqualTo(new Backlog(3, node.clock.instant().minusSeconds(5), 0));
    }
}
