package io.signalbox.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.hub.Appended;
import io.signalbox.hub.CursorSettings;
import io.signalbox.hub.DeviceAcks;
import io.signalbox.hub.Inbox;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Inbox} does with entries. Those that extend this add the rest, each one topic; an implementation is
 * tested by the last of them, {@link InboxCursorContract}, and so by all. Each test uses users of its own, so that an
 * implementation may keep one store for all of them.
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

    final Inbox inbox(WhenFull whenFull) {
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

    final List<Appended> appendAll(List<UserKey> users, Message message) {
        return inbox.appendAll(users, message, JsonCodec.encode(message))
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
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
