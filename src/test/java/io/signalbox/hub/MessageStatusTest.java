package io.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The ways through the life of a message. */
@Tag("R19")
class MessageStatusTest {
    @Test
    void these_ways_there_are_and_no_others() {
        assertLeadsTo(MessageStatus.PENDING, EnumSet.complementOf(EnumSet.of(MessageStatus.PENDING)));
        for (MessageStatus open : EnumSet.of(
                MessageStatus.SENDING, MessageStatus.RETRYING, MessageStatus.USER_OFFLINE, MessageStatus.FAILED)) {
            assertLeadsTo(open, EnumSet.complementOf(EnumSet.of(MessageStatus.PENDING)));
        }
        assertLeadsTo(MessageStatus.ACK_TIMEOUT, EnumSet.of(MessageStatus.EXPIRED, MessageStatus.SUCCESS));
        assertLeadsTo(MessageStatus.EXPIRED, EnumSet.of(MessageStatus.SUCCESS));
        assertLeadsTo(MessageStatus.SUCCESS, EnumSet.noneOf(MessageStatus.class));
    }

    @Test
    void where_two_ways_lead_one_leads_too() {
        // So that changes may be put together before they meet the record.
        for (MessageStatus from : MessageStatus.values()) {
            for (MessageStatus over : MessageStatus.values()) {
                for (MessageStatus to : MessageStatus.values()) {
                    if (from.leadsTo(over) && over.leadsTo(to)) {
                        assertThat(from.leadsTo(to))
                                .as("%s %s %s", from, over, to)
                                .isTrue();
                    }
                }
            }
        }
    }

    @Test
    @Tag("H32")
    void every_status_is_an_end_or_leads_to_one_that_a_sweep_can_set() {
        for (MessageStatus status : MessageStatus.values()) {
            assertThat(status.isEnd() || status.leadsTo(MessageStatus.EXPIRED))
                    .as(status.wireName())
                    .isTrue();
        }
    }

    private static void assertLeadsTo(MessageStatus from, Set<MessageStatus> to) {
        for (MessageStatus next : MessageStatus.values()) {
            assertThat(from.leadsTo(next)).as("%s to %s", from, next).isEqualTo(to.contains(next));
        }
    }
}
