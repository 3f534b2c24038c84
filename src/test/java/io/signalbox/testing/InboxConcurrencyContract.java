package io.signalbox.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.signalbox.hub.Appended;
import io.signalbox.hub.Inbox;
import io.signalbox.hub.InboxFullException;
import io.signalbox.hub.WhenFull;
import io.signalbox.identity.UserKey;
import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What every inbox does when several use it at once. */
public abstract class InboxConcurrencyContract extends InboxBoundsContract {
    @Test
    void calls_for_one_inbox_get_positions_in_their_order_without_waiting_for_each_other() {
        List<CompletableFuture<List<Appended>>> started = new ArrayList<>();
        for (int i = 1; i <= MAX_ENTRIES; i++) {
            // Each third one is the same message again.
            Message message = message("m" + (i % 3 == 0 ? i - 1 : i));
            started.add(inbox.appendAll(List.of(bob), message, JsonCodec.encode(message)));
        }
        List<Long> given = started.stream()
                .map(one -> one.orTimeout(30, TimeUnit.SECONDS).join().get(0).seq())
                .toList();
        long next = 1;
        for (int i = 1; i <= MAX_ENTRIES; i++) {
            assertThat(given.get(i - 1)).as("m%s", i).isEqualTo(i % 3 == 0 ? next - 1 : next++);
        }
    }

    @Test
    void two_inboxes_over_one_store_never_give_out_a_position_twice() throws Exception {
        if (!isShared()) {
            return;
        }
        Inbox other = inbox(WhenFull.REFUSE);
        UserKey carol = user("carol");
        List<Long> given = inParallel(4, 12, (thread, i) -> {
            Message message = message(thread + "-" + i);
            List<UserKey> users = thread % 2 == 0 ? List.of(bob, carol) : List.of(carol, bob);
            return (thread < 2 ? inbox : other)
                    .appendAll(users, message, JsonCodec.encode(message))
                    .join()
                    .get(thread % 2)
                    .seq();
        });
        assertThat(given)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, 48).boxed().toList());
        assertThat(seqs(inbox.read(bob, 0, 100))).hasSize(48);
        assertThat(seqs(inbox.read(carol, 0, 100))).hasSize(48);
    }

    @Test
    void two_cleaners_at_once_remove_and_count_each_entry_once() throws Exception {
        for (int i = 1; i <= 20; i++) {
            appendAll(List.of(bob, user("carol"), user("dave")), message("m" + i));
        }
        clock.advance(RETENTION);
        appendAll(List.of(bob, user("carol")), message("young"));
        Inbox other = isShared() ? inbox(WhenFull.REFUSE) : inbox;
        List<Long> removed = inParallel(2, 1, (thread, i) -> (thread == 0 ? inbox : other).expire());
        assertThat(removed.stream().mapToLong(Long::longValue).sum()).isEqualTo(60);
        assertThat(seqs(inbox.read(bob, 0, 100))).containsExactly(21L);
        assertThat(inbox.read(user("dave"), 0, 100).entries()).isEmpty();
        for (int i = 1; i < MAX_ENTRIES; i++) {
            inbox.append(bob, message("room " + i));
        }
        assertThatExceptionOfType(InboxFullException.class).isThrownBy(() -> inbox.append(bob, message("too many")));
    }

    @Test
    void positions_are_given_out_once_each_to_concurrent_appends_also_for_a_new_inbox() throws Exception {
        List<Long> given = inParallel(4, 10, (thread, i) -> inbox.append(bob, message(thread + "-" + i)));
        assertThat(given)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, 40).boxed().toList());
        assertThat(seqs(inbox.read(bob, 0, 100)))
                .isEqualTo(LongStream.rangeClosed(1, 40).boxed().toList());
    }

    @Test
    void the_same_message_appended_at_the_same_time_has_one_entry() throws Exception {
        List<Long> given = inParallel(4, 1, (thread, i) -> inbox.append(bob, message("m1")));
        assertThat(given).containsOnly(1L);
        assertThat(inbox.read(bob, 0, 100).entries()).hasSize(1);
    }

    @Test
    void a_page_never_shows_a_gap_below_its_head_to_a_concurrent_reader() throws Exception {
        inParallel(2, 20, (thread, i) -> {
            if (thread == 0) {
                return inbox.append(bob, message("m" + i));
            }
            Inbox.Page page = inbox.read(bob, 0, 100);
            assertThat(seqs(page).size()).isGreaterThanOrEqualTo((int) page.head());
            assertThat(seqs(page))
                    .isEqualTo(
                            LongStream.rangeClosed(1, seqs(page).size()).boxed().toList());
            return 0L;
        });
    }

    @Test
    void one_of_several_concurrent_acknowledgements_gets_the_message() throws Exception {
        inbox.append(bob, message("m1"));
        List<Long> got =
                inParallel(4, 1, (thread, i) -> acknowledge(bob, 1, "m1").isPresent() ? 1L : 0L);
        assertThat(got.stream().mapToLong(Long::longValue).sum()).isEqualTo(1);
    }

    /** Whether two inboxes under test have the same entries. */
    protected boolean isShared() {
        return false;
    }

    private interface Action {
        long run(int thread, int i) throws Exception;
    }

    private static List<Long> inParallel(int threads, int each, Action action) throws Exception {
        List<Callable<List<Long>>> work = IntStream.range(0, threads)
                .<Callable<List<Long>>>mapToObj(thread -> () -> {
                    List<Long> results = new ArrayList<>();
                    for (int i = 0; i < each; i++) {
                        results.add(action.run(thread, i));
                    }
                    return results;
                })
                .toList();
        return Concurrently.call(threads, work).stream().flatMap(List::stream).toList();
    }
}
