package io.signalbox.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.hub.CursorSettings;
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

    @AfterEach
    void stopWorkers() {
        workers.shutdown();
    }
}
