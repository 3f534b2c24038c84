package io.signalbox.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.hub.DeliveryMode;
import io.signalbox.hub.FailureCode;
import io.signalbox.hub.MessageStatus;
import io.signalbox.hub.MessageSubject;
import io.signalbox.identity.Tenant;
import io.signalbox.metrics.Count;
import io.signalbox.metrics.Metrics;
import io.signalbox.protocol.MessageType;
import io.signalbox.records.MessageAttempt;
import io.signalbox.records.MessageChange;
import io.signalbox.records.MessageDetails;
import io.signalbox.records.MessageRecord;
import io.signalbox.records.MessageRecordQuery;
import io.signalbox.records.MessageRecordStore;
import io.signalbox.records.MessageRecords;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What records of messages do on every {@link MessageRecordStore}. {@link MessageRecordQueryContract} adds the questions
 * about them; an implementation is tested by that one, and so by both. Each test uses a namespace of its own, and times
 * after those of the tests before, so that an implementation may keep one store for all of them.
 */
public abstract class MessageRecordContract {
    static final Duration EXPIRY = Duration.ofHours(24);
    private static final AtomicInteger TESTS = new AtomicInteger();

    /** The time that the store under test goes by. */
    protected final ManualClock clock = new ManualClock();

    /** What the store under test counts with. */
    protected final Metrics metrics = new Metrics();

    private final int test = TESTS.incrementAndGet();
    final Tenant tenant = new Tenant("shop", "n" + test);
    MessageRecordStore store;
    MessageRecords records;
    Instant start = Instant.EPOCH;

    @SuppressWarnings("NullAway.Init") // set before each test
    protected MessageRecordContract() {}

    /** The store under test, with {@link #clock} and {@link #metrics}. */
    protected abstract MessageRecordStore store();

    @BeforeEach
    void makeRecords() {
        // What earlier tests left in a shared store is old by then, and is removed.
        clock.advance(Duration.ofDays(100L * test));
        start = clock.instant();
        store = store();
        while (store.removeCreatedBefore(start) > 0) {
            metrics.count(Count.MESSAGE_RECORDS_REMOVED);
        }
        records = new MessageRecords(store);
    }

    @Test
    @Tag("R19")
    @Tag("R21")
    void a_record_says_all_that_was_written() {
        MessageRecord whole = sent("m")
                .with(step("m", MessageStatus.RETRYING, 5, FailureCode.BUSY))
                .with(step("m", MessageStatus.SENDING, 20, null))
                .with(step("m", MessageStatus.SUCCESS, 70, null));
        store.write(List.of(MessageChange.of(whole)));
        MessageRecord read = only("m");
        assertThat(read).isEqualTo(whole);
        assertThat(read.retries()).isEqualTo(1);
        assertThat(read.attempts())
                .containsExactly(
                        new MessageAttempt(start.plusMillis(5), Duration.ofMillis(3), FailureCode.BUSY),
                        new MessageAttempt(start.plusMillis(20), Duration.ofMillis(3), null));
        assertThat(read.firstSentAt()).isEqualTo(start.plusMillis(5));
        assertThat(read.lastSentAt()).isEqualTo(start.plusMillis(20));
        assertThat(read.endedAt()).isEqualTo(start.plusMillis(70));
        assertThat(read.failure()).isNull();
    }

    @Test
    @Tag("R19")
    void changes_one_after_the_other_make_the_record_that_they_make_together() {
        List<MessageRecord> steps = List.of(
                sent("m"),
                step("m", MessageStatus.FAILED, 5, FailureCode.STORE_UNAVAILABLE),
                step("m", MessageStatus.RETRYING, 6, FailureCode.STORE_UNAVAILABLE),
                step("m", MessageStatus.SENDING, 300, null),
                step("m", MessageStatus.ACK_TIMEOUT, 900, FailureCode.ACK_TIMEOUT));
        steps.forEach(this::write);
        assertThat(only("m"))
                .isEqualTo(steps.stream().reduce(MessageRecord::with).orElseThrow());
        assertThat(only("m").status()).isEqualTo(MessageStatus.ACK_TIMEOUT);
        assertThat(only("m").failure()).isEqualTo(FailureCode.ACK_TIMEOUT);
        assertThat(metrics.value(Count.MESSAGE_RECORD_STATUSES_IGNORED)).isZero();
    }

    @Test
    @Tag("H33")
    void an_update_that_comes_before_its_insert_makes_the_record_and_the_insert_completes_it() {
        write(step("m", MessageStatus.SUCCESS, 70, null));
        assertThat(only("m").status()).isEqualTo(MessageStatus.SUCCESS);
        assertThat(only("m").details()).isNull();
        write(sent("m"));
        write(step("m", MessageStatus.SENDING, 20, null));
        MessageRecord message = only("m");
        assertThat(message.status()).isEqualTo(MessageStatus.SUCCESS);
        assertThat(message.endedAt()).isEqualTo(start.plusMillis(70));
        assertThat(message.createdAt()).isEqualTo(start);
        assertThat(message.details()).isEqualTo(details());
        assertThat(message.ifOverdue(start.plus(Duration.ofDays(300)), start.plus(Duration.ofDays(300))))
                .as("nobody takes it for unacknowledged")
                .isNull();
    }

    @Test
    @Tag("H33")
    void in_whatever_order_and_however_often_the_same_changes_come_the_record_is_the_same() {
        List<MessageRecord> steps = List.of(
                sent("x"),
                step("x", MessageStatus.RETRYING, 5, FailureCode.BUSY),
                step("x", MessageStatus.SENDING, 20, null),
                step("x", MessageStatus.USER_OFFLINE, 40, null),
                step("x", MessageStatus.SENDING, 60, null),
                step("x", MessageStatus.ACK_TIMEOUT, 70, FailureCode.ACK_TIMEOUT),
                step("x", MessageStatus.SUCCESS, 80, null));
        Seeds.each(20, (seed, random) -> {
            int length = 1 + random.nextInt(steps.size());
            String id = "m" + seed;
            List<MessageRecord> mixed = new ArrayList<>(steps.subList(0, length));
            mixed.addAll(mixed.subList(0, random.nextInt(length) + 1));
            Collections.shuffle(mixed, random);
            mixed.forEach(step -> write(named(step, id)));
            MessageRecord inOrder = steps.subList(0, length).stream()
                    .reduce(MessageRecord::with)
                    .orElseThrow();
            assertThat(only(id)).isEqualTo(named(inOrder, id));
        });
    }

    @Test
    @Tag("R19")
    void what_cannot_follow_changes_nothing_and_is_counted() {
        write(sent("m").with(step("m", MessageStatus.SUCCESS, 70, null)));
        MessageRecord before = only("m");
        write(step("m", MessageStatus.EXPIRED, 80, FailureCode.EXPIRED));
        assertThat(only("m").status()).isEqualTo(MessageStatus.SUCCESS);
        assertThat(only("m").endedAt()).isEqualTo(before.endedAt());
        assertThat(metrics.value(Count.MESSAGE_RECORD_STATUSES_IGNORED)).isEqualTo(1);
    }

    @Test
    void changes_of_many_records_are_written_together() {
        write(step("m3", MessageStatus.SENDING, 20, null));
        store.write(IntStream.range(0, 700)
                .mapToObj(i -> MessageChange.of(sent("m" + i)))
                .toList());
        assertThat(store.count(tenant)).isEqualTo(Map.of(MessageStatus.PENDING, 699L, MessageStatus.SENDING, 1L));
    }

    @Test
    @Tag("R18")
    @Tag("H32")
    void what_has_waited_too_long_reaches_its_end_and_nothing_else_does() {
        write(sent("pending"));
        write(sent("retrying").with(step("retrying", MessageStatus.RETRYING, 5, FailureCode.BUSY)));
        write(sent("away").with(step("away", MessageStatus.USER_OFFLINE, 5, null)));
        write(sent("sending").with(step("sending", MessageStatus.SENDING, 5, null)));
        write(sent("fresh").with(step("fresh", MessageStatus.SENDING, 60_000, null)));
        write(sent("failed").with(step("failed", MessageStatus.FAILED, 5, FailureCode.BUSY)));
        Instant soon = start.plusMillis(60_000);
        assertThat(store.endOverdue(soon, soon.minusSeconds(30))).isEqualTo(1);
        assertThat(store.endOverdue(soon, soon.minusSeconds(30))).isNull();
        assertThat(only("sending").status()).isEqualTo(MessageStatus.ACK_TIMEOUT);
        assertThat(only("sending").failure()).isEqualTo(FailureCode.ACK_TIMEOUT);
        assertThat(only("sending").endedAt()).isEqualTo(soon);
        assertThat(only("fresh").status()).isEqualTo(MessageStatus.SENDING);
        Instant end = start.plus(EXPIRY);
        assertThat(store.endOverdue(end, end.minusSeconds(30))).isEqualTo(4);
        assertThat(List.of("pending", "retrying", "away", "fresh"))
                .allMatch(id -> only(id).status() == MessageStatus.EXPIRED);
        assertThat(only("failed").status()).isEqualTo(MessageStatus.FAILED);
        assertThat(read(MessageRecordQuery.ALL))
                .allMatch(message -> message.status().isEnd());
    }

    @Test
    @Tag("R18")
    void a_late_acknowledgement_counts_after_all() {
        write(sent("m").with(step("m", MessageStatus.SENDING, 5, null)));
        Instant soon = start.plusMillis(60_000);
        assertThat(store.endOverdue(soon, soon)).isEqualTo(1);
        write(step("m", MessageStatus.SUCCESS, 70_000, null));
        assertThat(only("m").status()).isEqualTo(MessageStatus.SUCCESS);
        assertThat(only("m").failure()).isNull();
    }

    @Test
    @Tag("R18")
    @Tag("H28")
    void of_several_nodes_that_look_at_once_one_marks_each() throws Exception {
        int all = 300;
        store.write(IntStream.range(0, all)
                .mapToObj(i -> MessageChange.of(sent("m" + i).with(step("m" + i, MessageStatus.SENDING, 5, null))))
                .toList());
        Instant soon = start.plusMillis(60_000);
        AtomicInteger marked = new AtomicInteger();
        Concurrently.run(3, node -> {
            Integer some = store.endOverdue(soon, soon);
            while (some != null) {
                marked.addAndGet(some);
                some = store.endOverdue(soon, soon);
            }
        });
        assertThat(marked).hasValue(all);
        assertThat(store.count(tenant)).isEqualTo(Map.of(MessageStatus.ACK_TIMEOUT, (long) all));
    }

    @Test
    @Tag("H33")
    void nodes_that_write_of_the_same_messages_at_once_lose_nothing() throws Exception {
        int all = 100;
        Concurrently.run(3, node -> {
            List<MessageChange> changes = new ArrayList<>();
            for (int i = 0; i < all; i++) {
                MessageRecord news =
                        switch (node) {
                            case 0 -> sent("m" + i);
                            case 1 -> step("m" + i, MessageStatus.SENDING, 20, null);
                            default -> step("m" + i, MessageStatus.SUCCESS, 30, null);
                        };
                changes.add(MessageChange.of(news));
            }
            for (int from = 0; from < all; from += 20) {
                store.write(changes.subList(from, from + 20));
            }
        });
        List<MessageRecord> written = read(here(null, null, null, null, null));
        assertThat(written).hasSize(all);
        assertThat(written)
                .allMatch(message -> message.status() == MessageStatus.SUCCESS
                        && message.details() != null
                        && message.attempts().size() == 1);
    }

    @Test
    void the_longest_values_fit() {
        String longest = "x".repeat(128);
        MessageSubject subject = new MessageSubject(
                tenant,
                longest,
                longest,
                DeliveryMode.GROUP_BROADCAST,
                String.join(",", Collections.nCopies(32, longest)));
        List<MessageAttempt> attempts = IntStream.range(0, MessageRecord.MAX_ATTEMPTS + 5)
                .mapToObj(i -> new MessageAttempt(
                        start.plusMillis(i), Duration.ofDays(9999), FailureCode.ACK_TIMEOUT_AFTER_RETRIES))
                .toList();
        MessageRecord whole = new MessageRecord(
                MessageRecord.idOf(subject),
                subject,
                MessageStatus.FAILED,
                start,
                start,
                start,
                start,
                FailureCode.ACK_TIMEOUT_AFTER_RETRIES,
                "e".repeat(2000),
                attempts,
                start,
                new MessageDetails(
                        MessageType.TEXT, longest, longest, "h".repeat(255), "f".repeat(64), 15, "p".repeat(200_000)));
        write(whole);
        assertThat(only(longest)).isEqualTo(whole);
        assertThat(whole.attempts()).hasSize(MessageRecord.MAX_ATTEMPTS);
    }

    void write(MessageRecord news) {
        store.write(List.of(MessageChange.of(news)));
    }

    MessageRecord sent(String id) {
        return about(subject(id), "node-a", "10.0.0.1", 0);
    }

    MessageSubject subject(String id) {
        return new MessageSubject(tenant, "alice", id, DeliveryMode.P2P, "bob");
    }

    static MessageDetails details() {
        return details("node-a", "10.0.0.1");
    }

    static MessageDetails details(String node, @Nullable String ip) {
        return new MessageDetails(MessageType.TEXT, "c-1", node, node + ".example", ip, 3, "{\"content\":\"hi\"}");
    }

    MessageRecord about(MessageSubject subject, String node, @Nullable String ip, long millis) {
        Instant at = start.plusMillis(millis);
        return new MessageRecord(
                MessageRecord.idOf(subject),
                subject,
                MessageStatus.PENDING,
                at,
                at,
                null,
                null,
                null,
                null,
                List.of(),
                at.plus(EXPIRY),
                details(node, ip));
    }

    /** What another place than the sender's knows. */
    MessageRecord step(String id, MessageStatus status, long millis, @Nullable FailureCode failure) {
        Instant at = start.plusMillis(millis);
        boolean tried = status != MessageStatus.SUCCESS && status != MessageStatus.USER_OFFLINE && !status.isEnd()
                || status == MessageStatus.FAILED;
        return new MessageRecord(
                MessageRecord.idOf(subject(id)),
                subject(id),
                status,
                at,
                at,
                tried ? at : null,
                tried ? at : null,
                failure,
                failure == null ? null : "because",
                tried ? List.of(new MessageAttempt(at, Duration.ofMillis(3), failure)) : List.of(),
                at.plus(EXPIRY),
                null);
    }

    private MessageRecord named(MessageRecord message, String id) {
        return new MessageRecord(
                MessageRecord.idOf(subject(id)),
                subject(id),
                message.status(),
                message.statusAt(),
                message.createdAt(),
                message.firstSentAt(),
                message.lastSentAt(),
                message.failure(),
                message.error(),
                message.attempts(),
                message.expiresAt(),
                message.details());
    }

    MessageRecordQuery here(
            @Nullable String messageId,
            @Nullable String sender,
            @Nullable String receiver,
            @Nullable String node,
            @Nullable String ip) {
        return new MessageRecordQuery(
                "shop", tenant.namespace(), messageId, sender, receiver, node, ip, null, false, false);
    }

    private MessageRecord only(String messageId) {
        List<MessageRecord> found = read(here(messageId, null, null, null, null));
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private List<MessageRecord> read(MessageRecordQuery query) {
        return records.find(query);
    }

    List<String> ids(MessageRecordQuery query) {
        return read(query).stream()
                .map(message -> message.subject().messageId())
                .toList();
    }
}
