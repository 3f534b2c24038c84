package io.signalbox.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.signalbox.hub.Appended;
import io.signalbox.hub.CursorSettings;
import io.signalbox.hub.DeviceAcks;
import io.signalbox.hub.Inbox;
import io.signalbox.hub.InboxFullException;
import io.signalbox.hub.WhenFull;
import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.MessageType;
import io.signalbox.protocol.Priority;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Inbox} does. Each test uses users of its own, so that an implementation may keep one store for all
 * of them.
 */
public abstract class InboxContract {
    /** Entries that the inbox under test allows each user. */
    protected static final int MAX_ENTRIES = 50;
    /** How long the inbox under test keeps an entry. */
    protected static final Duration RETENTION = Duration.ofDays(7);

    private static final AtomicInteger TESTS = new AtomicInteger();

    /** The time that the inbox under test goes by. */
    protected final ManualClock clock = new ManualClock();

    private final String test = Integer.toHexString(TESTS.incrementAndGet()) + "-" + System.nanoTime();
    final UserKey bob = user("bob");
    Inbox inbox;

    /** An inbox under test, with {@link #clock}, {@link #MAX_ENTRIES} and {@link #RETENTION}. */
    protected abstract Inbox inbox(WhenFull whenFull, CursorSettings devices);

    private Inbox inbox(WhenFull whenFull) {
        return inbox(whenFull, CursorSettings.DEFAULT);
    }

    @SuppressWarnings("NullAway.Init") // set before each test
    protected InboxContract() {}

    @BeforeEach
    void makeInbox() {
        inbox = inbox(WhenFull.REFUSE);
    }

    @Test
    void an_inbox_that_nobody_wrote_to_is_empty() {
        assertThat(inbox.read(bob, 0, 10)).isEqualTo(Inbox.Page.NEVER_USED);
        assertThat(acknowledge(bob, 1, "m1")).isEmpty();
        inbox.remove(bob, List.of(1L));
    }

    @Test
    void positions_count_from_1_without_gaps() {
        for (long seq = 1; seq <= 10; seq++) {
            assertThat(inbox.append(bob, message("m" + seq))).isEqualTo(seq);
        }
        assertThat(seqs(inbox.read(bob, 0, 100))).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
    }

    @Test
    void positions_go_on_after_everything_was_removed() {
        inbox.append(bob, message("m1"));
        inbox.append(bob, message("m2"));
        acknowledge(bob, 1, "m1");
        inbox.remove(bob, List.of(2L));
        assertThat(inbox.append(bob, message("m3"))).isEqualTo(3);
        assertThat(inbox.read(bob, 0, 10).head()).isEqualTo(3);
    }

    @Test
    void a_page_has_the_entries_behind_a_position_in_order_up_to_a_limit_and_says_where_the_inbox_stood() {
        for (int i = 1; i <= 9; i++) {
            inbox.append(bob, message("m" + i));
        }
        Inbox.Page page = inbox.read(bob, 3, 4);
        assertThat(seqs(page)).containsExactly(4L, 5L, 6L, 7L);
        assertThat(page.head()).isEqualTo(9);
        assertThat(seqs(inbox.read(bob, 7, 4))).containsExactly(8L, 9L);
        assertThat(inbox.read(bob, 9, 4)).isEqualTo(new Inbox.Page(List.of(), 9, page.epoch(), 0));
        assertThat(inbox.read(bob, 1000, 4).entries()).isEmpty();
    }

    @Test
    void a_message_comes_out_as_it_went_in() {
        Message full = Message.builder(MessageType.ORDER)
                .messageId("m-" + "x".repeat(100))
                .traceId("t")
                .from("alice 用户", "Alice Ä", "agent", "c-1")
                .receiver(bob.userId())
                .receiverClient("c-2")
                .sessionId("s")
                .content("\u0000 \n \" \\ ä \uD83D\uDE00 " + "long ".repeat(10_000))
                .data("{\"a\":[1.10,{\"b\":null}],\"n\":\"\\u0000\"}")
                .createAt(ManualClock.START)
                .replyToMsgId("m0")
                .priority(Priority.CRITICAL)
                .tenant("app", "space")
                .requireAck(true)
                .build();
        long seq = inbox.append(bob, full);
        assertThat(inbox.read(bob, 0, 1).entries()).containsExactly(new Inbox.Entry(seq, full));
        DeviceAcks acks = new DeviceAcks("c-2", null, 0, List.of(seq), List.of());
        assertThat(inbox.acknowledge(bob, acks).messages()).containsExactly(full);
    }

    @Test
    void an_inbox_keeps_its_epoch_and_shares_it_with_no_other() {
        inbox.append(bob, message("m1"));
        String epoch = inbox.read(bob, 0, 10).epoch();
        assertThat(epoch).isNotEmpty();
        acknowledge(bob, 1, "m1");
        inbox.append(bob, message("m2"));
        assertThat(inbox.read(bob, 0, 10).epoch()).isEqualTo(epoch);
        inbox.append(user("carol"), message("m1"));
        assertThat(inbox.read(user("carol"), 0, 10).epoch()).isNotEqualTo(epoch);
    }

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
    void the_same_message_again_keeps_its_entry_while_it_waits() {
        assertThat(inbox.append(bob, message("m1"))).isEqualTo(1);
        assertThat(inbox.append(bob, message("m2"))).isEqualTo(2);
        assertThat(inbox.append(bob, message("m1"))).isEqualTo(1);
        assertThat(seqs(inbox.read(bob, 0, 10))).containsExactly(1L, 2L);
        acknowledge(bob, 1, "m1");
        assertThat(inbox.append(bob, message("m1"))).isEqualTo(3);
    }

    @Test
    void the_same_id_from_another_sender_is_another_message() {
        inbox.append(bob, message("m1"));
        assertThat(inbox.append(bob, message("m1").toBuilder().sender("mallory").build()))
                .isEqualTo(2);
    }

    @Test
    @Tag("H21")
    @Tag("H22")
    void inboxes_of_different_users_and_tenants_are_apart() {
        List<UserKey> users = List.of(
                bob,
                user("carol"),
                new UserKey(new Tenant("app " + test, Tenant.DEFAULT_NAMESPACE), bob.userId()),
                new UserKey(new Tenant(Tenant.DEFAULT_APP, "space " + test), bob.userId()));
        for (UserKey user : users) {
            assertThat(inbox.append(user, message("m1"))).isEqualTo(1);
        }
        acknowledge(bob, 1, "m1");
        assertThat(inbox.read(bob, 0, 10).entries()).isEmpty();
        for (UserKey user : users.subList(1, 4)) {
            assertThat(inbox.read(user, 0, 10).entries()).hasSize(1);
        }
    }

    @Test
    @Tag("R04")
    void an_acknowledgement_removes_the_entry_at_its_position_once() {
        inbox.append(bob, message("m1"));
        inbox.append(bob, message("m2"));
        assertThat(acknowledge(bob, 2, "whatever").map(Message::messageId)).contains("m2");
        assertThat(acknowledge(bob, 2, "m2")).isEmpty();
        assertThat(seqs(inbox.read(bob, 0, 10))).containsExactly(1L);
        assertThat(acknowledge(bob, 99, "m1")).isEmpty();
        assertThat(seqs(inbox.read(bob, 0, 10))).containsExactly(1L);
    }

    @Test
    void an_acknowledgement_without_position_removes_the_oldest_with_that_id() {
        inbox.append(bob, message("m1"));
        inbox.append(bob, message("m2"));
        inbox.append(bob, message("m2").toBuilder().sender("mallory").build());
        assertThat(acknowledge(bob, 0, "m2").map(Message::sender)).contains("alice");
        assertThat(seqs(inbox.read(bob, 0, 10))).containsExactly(1L, 3L);
        assertThat(acknowledge(bob, 0, "unknown")).isEmpty();
        assertThat(acknowledge(bob, 0, null)).isEmpty();
    }

    @Test
    @Tag("H35")
    void nobody_acknowledges_what_is_in_the_inbox_of_another() {
        inbox.append(bob, message("m1"));
        assertThat(acknowledge(user("mallory"), 1, "m1")).isEmpty();
        assertThat(acknowledge(user("mallory"), 0, "m1")).isEmpty();
        inbox.remove(user("mallory"), List.of(1L));
        assertThat(seqs(inbox.read(bob, 0, 10))).containsExactly(1L);
    }

    @Test
    void remove_takes_those_that_are_there() {
        for (int i = 1; i <= 5; i++) {
            inbox.append(bob, message("m" + i));
        }
        inbox.remove(bob, List.of(2L, 4L, 77L));
        inbox.remove(bob, List.of(2L));
        inbox.remove(bob, List.of());
        assertThat(seqs(inbox.read(bob, 0, 10))).containsExactly(1L, 3L, 5L);
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
    void a_message_for_many_is_in_each_inbox_and_leaves_each_by_itself() {
        UserKey carol = user("carol");
        UserKey dave = user("dave");
        inbox.append(carol, message("before"));
        assertThat(appendAll(List.of(bob, carol, dave), message("m1")))
                .containsExactly(new Appended(bob, 1, true), new Appended(carol, 2, true), new Appended(dave, 1, true));
        assertThat(acknowledge(bob, 1, null).map(Message::messageId)).contains("m1");
        assertThat(inbox.read(carol, 0, 10).entries()).hasSize(2);
        inbox.remove(carol, List.of(2L));
        assertThat(acknowledge(dave, 0, "m1").map(Message::content))
                .contains(message("m1").content());
        assertThat(acknowledge(dave, 0, "m1")).isEmpty();
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
    void expiry_makes_room() {
        for (int i = 1; i <= MAX_ENTRIES; i++) {
            inbox.append(bob, message("m" + i));
        }
        clock.advance(RETENTION);
        assertThat(inbox.expire()).isEqualTo(MAX_ENTRIES);
        assertThat(inbox.append(bob, message("m"))).isEqualTo(MAX_ENTRIES + 1);
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
    @Tag("H27")
    void entries_of_one_millisecond_are_paged_by_position_also_when_those_at_the_border_are_gone() {
        for (int i = 1; i <= 40; i++) {
            inbox.append(bob, message("m" + i));
        }
        inbox.remove(bob, List.of(10L, 20L, 21L));
        List<Long> all = new ArrayList<>();
        List<Long> page = seqs(inbox.read(bob, 0, 10));
        while (!page.isEmpty()) {
            all.addAll(page);
            page = seqs(inbox.read(bob, page.get(page.size() - 1), 10));
        }
        assertThat(all)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 40)
                        .filter(seq -> seq != 10 && seq != 20 && seq != 21)
                        .boxed()
                        .toList());
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

    private List<Appended> appendAll(List<UserKey> users, Message message) {
        return inbox.appendAll(users, message, JsonCodec.encode(message))
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    private interface Action {
        long run(int thread, int i) throws Exception;
    }

    private static List<Long> inParallel(int threads, int each, Action action) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        CountDownLatch start = new CountDownLatch(1);
        List<Future<List<Long>>> futures = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            int number = thread;
            Callable<List<Long>> work = () -> {
                start.await();
                List<Long> results = new ArrayList<>();
                for (int i = 0; i < each; i++) {
                    results.add(action.run(number, i));
                }
                return results;
            };
            futures.add(executor.submit(work));
        }
        start.countDown();
        List<Long> all = new ArrayList<>();
        for (Future<List<Long>> future : futures) {
            all.addAll(future.get(60, TimeUnit.SECONDS));
        }
        executor.shutdown();
        return all;
    }

    /** One entry by a device that no message is addressed to. */
    final Optional<Message> acknowledge(UserKey user, long seq, @Nullable String messageId) {
        boolean named = seq == 0 && messageId != null;
        DeviceAcks acks = new DeviceAcks(
                "any device", null, 0, seq == 0 ? List.of() : List.of(seq), named ? List.of(messageId) : List.of());
        return inbox.acknowledge(user, acks).messages().stream().findFirst();
    }

    final UserKey user(String name) {
        return Users.user(name + " " + test);
    }

    final Message message(String id) {
        return Frames.text(id)
                .from("alice", "Alice", "visitor", "c-1")
                .receiver(bob.userId())
                .build();
    }

    static List<Long> seqs(Inbox.Page page) {
        return page.entries().stream().map(Inbox.Entry::seq).toList();
    }
}
