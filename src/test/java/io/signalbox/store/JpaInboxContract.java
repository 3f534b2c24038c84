package io.signalbox.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.hub.Appended;
import io.signalbox.hub.CursorSettings;
import io.signalbox.hub.DeviceAcks;
import io.signalbox.hub.Inbox;
import io.signalbox.hub.WhenFull;
import io.signalbox.identity.UserKey;
import io.signalbox.metrics.Metrics;
import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Message;
import io.signalbox.testing.Concurrently;
import io.signalbox.testing.Frames;
import io.signalbox.testing.InboxCursorContract;
import io.signalbox.testing.Users;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The inbox in a database. */
abstract class JpaInboxContract extends InboxCursorContract {
    static final StoreSettings SETTINGS = new StoreSettings(WhenFull.REFUSE, Duration.ofSeconds(5), 500, 20_000);

    private final ExecutorService workers = Executors.newFixedThreadPool(2);

    abstract Database database();

    @Override
    protected Inbox inbox(WhenFull whenFull, CursorSettings devices) {
        StoreSettings settings =
                new StoreSettings(whenFull, SETTINGS.appendTimeout(), SETTINGS.batch(), SETTINGS.queue());
        return new JpaInbox(
                database(), Settings.hub(MAX_ENTRIES, RETENTION, devices), settings, workers, new Metrics(), clock);
    }

    @Override
    protected boolean isShared() {
        return true;
    }

    @BeforeEach
    void clear() {
        database().clear();
    }

    /** A payload waits as long as an entry refers to it, and no longer. */
    @AfterEach
    void no_payload_is_left_without_an_entry_and_none_is_missing() {
        long unused = database()
                .inNew(entities -> ((Number) entities.createNativeQuery("select count(*) from inbox_payload p"
                                        + " where not exists (select 1 from inbox_entry e where e.payload_id = p.id)")
                                .getSingleResult())
                        .longValue());
        assertThat(unused).isZero();
    }

    @Test
    void a_message_for_many_is_stored_once_and_leaves_with_its_last_entry_also_when_several_go_at_once()
            throws Exception {
        List<UserKey> users =
                IntStream.range(0, 40).mapToObj(i -> Users.user("member " + i)).toList();
        Inbox inbox = inbox(WhenFull.REFUSE, CursorSettings.DEFAULT);
        for (int i = 0; i < 3; i++) {
            Message message = Frames.text("g" + i)
                    .from("alice", "Alice", "visitor", "c-1")
                    .build();
            inbox.appendAll(users, message, JsonCodec.encode(message)).join();
        }
        assertThat(database().rows("inbox_payload")).isEqualTo(3);
        assertThat(database().rows("inbox_entry")).isEqualTo(120);
        Concurrently.call(
                8,
                users.stream()
                        .<Callable<Boolean>>map(user -> () -> {
                            inbox.remove(user, List.of(1L, 2L, 3L));
                            return true;
                        })
                        .toList());
        assertThat(database().rows("inbox_entry")).isZero();
        assertThat(database().rows("inbox_payload")).isZero();
    }

    @Test
    void a_short_message_for_one_is_in_its_entry_and_a_long_one_is_not() {
        UserKey bob = Users.user("bob");
        Inbox inbox = inbox(WhenFull.REFUSE, CursorSettings.DEFAULT);
        append(inbox, bob, "short", "alice", "x");
        assertThat(database().rows("inbox_payload")).isZero();
        append(inbox, bob, "long", "alice", "x".repeat(5000));
        assertThat(database().rows("inbox_payload")).isEqualTo(1);
        assertThat(inbox.read(bob, 0, 10).entries())
                .extracting(entry -> entry.message().content())
                .containsExactly("x", "x".repeat(5000));
        inbox.remove(bob, List.of(1L, 2L));
        assertThat(database().rows("inbox_payload")).isZero();
    }

    @Test
    void ids_and_senders_that_read_alike_together_are_different_messages() {
        UserKey bob = Users.user("bob");
        Inbox inbox = inbox(WhenFull.REFUSE, CursorSettings.DEFAULT);
        assertThat(append(inbox, bob, "a", "b:c", "1").added()).isTrue();
        assertThat(append(inbox, bob, "a:b", "c", "2").added()).isTrue();
        assertThat(append(inbox, bob, "a", "b:d", "3").added()).isTrue();
        assertThat(append(inbox, bob, "a", "b:c", "1").added()).isFalse();
        DeviceAcks byId = new DeviceAcks("phone", null, 0, List.of(), List.of("a"));
        assertThat(inbox.acknowledge(bob, byId).messages())
                .extracting(Message::content)
                .containsExactly("1");
        assertThat(inbox.read(bob, 0, 10).entries())
                .extracting(entry -> entry.message().content())
                .containsExactly("2", "3");
    }

    @Test
    void an_inbox_that_was_removed_by_hand_is_made_again_though_its_id_was_remembered() {
        UserKey bob = Users.user("bob");
        Inbox inbox = inbox(WhenFull.REFUSE, CursorSettings.DEFAULT);
        append(inbox, bob, "1", "alice", "before");
        append(inbox, bob, "2", "alice", "before");
        database().clear();
        assertThat(append(inbox, bob, "3", "alice", "after").seq()).isEqualTo(1);
        assertThat(append(inbox, bob, "4", "alice", "after").seq()).isEqualTo(2);
    }

    private static Appended append(Inbox inbox, UserKey user, String id, String sender, String content) {
        Message message = Frames.text(content)
                .from(sender, sender, "visitor", "c-1")
                .messageId(id)
                .build();
        return inbox.appendAll(List.of(user), message, JsonCodec.encode(message))
                .join()
                .get(0);
    }

    @AfterEach
    void stopWorkers() {
        workers.shutdown();
    }
}
