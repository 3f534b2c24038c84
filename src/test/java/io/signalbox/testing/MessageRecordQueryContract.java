package io.signalbox.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.signalbox.hub.DeliveryMode;
import io.signalbox.hub.FailureCode;
import io.signalbox.hub.MessageStatus;
import io.signalbox.hub.MessageSubject;
import io.signalbox.identity.Tenant;
import io.signalbox.records.MessageRecord;
import io.signalbox.records.MessageRecordPage;
import io.signalbox.records.MessageRecordQuery;
import io.signalbox.records.MessageRecords;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How records of messages are found and counted on every store. */
public abstract class MessageRecordQueryContract extends MessageRecordContract {
    @Test
    @Tag("R20")
    void records_are_found_by_what_is_asked_for_and_by_nothing_else() {
        write(sent("m1"));
        write(about(new MessageSubject(tenant, "carol", "m2", DeliveryMode.P2P, "dave"), "node-b", "10.0.0.2", 1));
        write(about(new MessageSubject(tenant, "alice", "m3", DeliveryMode.P2P, "dave"), "node-b", "10.0.0.1", 2));
        write(about(
                new MessageSubject(tenant, "alice", "m4", DeliveryMode.GROUP_BROADCAST, "team"), "node-a", null, 3));
        assertThat(ids(here(null, "alice", null, null, null))).containsExactly("m4", "m3", "m1");
        assertThat(ids(here(null, null, "dave", null, null))).containsExactly("m3", "m2");
        assertThat(ids(here(null, null, "team", null, null))).containsExactly("m4");
        assertThat(ids(here(null, null, null, "node-b", null))).containsExactly("m3", "m2");
        assertThat(ids(here(null, null, null, "node-b.example", null))).containsExactly("m3", "m2");
        assertThat(ids(here(null, null, null, null, "10.0.0.1"))).containsExactly("m3", "m1");
        assertThat(ids(here("m2", null, null, null, null))).containsExactly("m2");
        assertThat(ids(here("m2", "alice", null, null, null))).isEmpty();
        assertThat(ids(here(null, null, null, null, null).fromTheOldest())).containsExactly("m1", "m2", "m3", "m4");
        write(step("m1", MessageStatus.SENDING, 20, null));
        assertThat(ids(here(null, null, null, null, null).in(MessageStatus.SENDING)))
                .containsExactly("m1");
    }

    @Test
    @Tag("R20")
    void retryable_is_what_failed_was_tried_less_often_than_it_may_be_and_has_time_left() {
        MessageRecord once = sent("m1").with(step("m1", MessageStatus.FAILED, 5, FailureCode.BUSY));
        MessageRecord often = sent("m2");
        for (int i = 0; i <= details().maxRetries(); i++) {
            often = often.with(step("m2", MessageStatus.FAILED, 5 + i, FailureCode.BUSY));
        }
        write(once);
        write(often);
        write(sent("m3").with(step("m3", MessageStatus.SUCCESS, 5, null)));
        MessageRecordQuery retryable = here(null, null, null, null, null).thatCanBeRetried();
        assertThat(ids(retryable)).containsExactly("m1");
        assertThat(ids(here(null, null, null, null, null).in(MessageStatus.FAILED)))
                .containsExactlyInAnyOrder("m1", "m2");
        clock.advance(EXPIRY);
        assertThat(ids(retryable)).isEmpty();
    }

    @Test
    @Tag("R20")
    void pages_follow_each_other_without_gap_or_repeat_in_both_orders() {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            String id = "m%02d".formatted(i);
            all.add(id);
            // Several of one moment: then the id decides.
            write(about(new MessageSubject(tenant, "alice", id, DeliveryMode.P2P, "bob"), "node-a", null, i / 10));
        }
        for (boolean oldestFirst : new boolean[] {true, false}) {
            MessageRecordQuery query = here(null, null, null, null, null);
            query = oldestFirst ? query.fromTheOldest() : query;
            List<String> found = new ArrayList<>();
            String after = null;
            int pages = 0;
            do {
                MessageRecordPage page = records.page(query, after, 7);
                page.records().forEach(message -> found.add(message.subject().messageId()));
                after = page.next();
                pages++;
            } while (after != null);
            assertThat(found).hasSize(25).containsExactlyInAnyOrderElementsOf(all);
            assertThat(found.get(0).compareTo(found.get(24)) < 0).isEqualTo(oldestFirst);
            assertThat(pages).isEqualTo(4);
        }
    }

    @Test
    @Tag("R20")
    void a_page_needs_a_limit_in_its_range_and_a_place_of_ours() {
        assertThatIllegalArgumentException().isThrownBy(() -> records.page(MessageRecordQuery.ALL, null, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> records.page(MessageRecordQuery.ALL, null, MessageRecords.MAX_PAGE + 1));
        for (String place : List.of("", "x", "12", "x-y")) {
            assertThatIllegalArgumentException().isThrownBy(() -> records.page(MessageRecordQuery.ALL, place, 1));
        }
    }

    @Test
    @Tag("R20")
    void statistics_count_each_status_of_a_tenant() {
        write(sent("m1"));
        write(sent("m2").with(step("m2", MessageStatus.SUCCESS, 5, null)));
        write(sent("m3").with(step("m3", MessageStatus.SUCCESS, 5, null)));
        Map<MessageStatus, Long> counts = records.statistics(tenant);
        assertThat(counts.keySet()).containsExactly(MessageStatus.values());
        assertThat(counts.get(MessageStatus.SUCCESS)).isEqualTo(2);
        assertThat(counts.get(MessageStatus.PENDING)).isEqualTo(1);
        assertThat(counts.get(MessageStatus.FAILED)).isZero();
        assertThat(records.statistics(new Tenant("shop", "nowhere")).values()).allMatch(count -> count == 0);
        assertThat(records.statistics(null).get(MessageStatus.SUCCESS)).isGreaterThanOrEqualTo(2);
    }

    @Test
    @Tag("R20")
    void old_records_are_removed_and_others_stay() {
        IntStream.range(0, 30).forEach(i -> write(sent("m" + i)));
        write(about(new MessageSubject(tenant, "alice", "young", DeliveryMode.P2P, "bob"), "node-a", null, 3_600_000));
        int removed = 0;
        int some;
        do {
            some = store.removeCreatedBefore(start.plusSeconds(60));
            removed += some;
        } while (some > 0);
        assertThat(removed).isEqualTo(30);
        assertThat(ids(here(null, null, null, null, null))).containsExactly("young");
    }
}
