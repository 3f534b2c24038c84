package io.signalbox.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.truth.Event.Kind;
import io.signalbox.truth.Violation.Rule;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Histories with one planted violation each, and honest ones that look suspicious. */
class CheckerTest {
    private final List<Event> history = new ArrayList<>();

    @Test
    void a_clean_history_has_no_violation_and_is_counted() {
        open();
        sendStored("m1");
        sendStored("m2");
        receive("m1", 1);
        receive("m2", 2);
        told(Kind.DELIVERED, "s1", "m1");
        end();
        Verdict verdict = Checker.check(history);
        assertThat(verdict.violations()).isEmpty();
        Verdict.Counts counts = verdict.counts();
        assertThat(counts.published()).isEqualTo(2);
        assertThat(counts.stored()).isEqualTo(2);
        assertThat(counts.received()).isEqualTo(2);
        assertThat(counts.acknowledged()).isEqualTo(1);
        assertThat(counts.connections()).isEqualTo(1);
    }

    @Test
    void a_stored_message_that_never_arrives_is_lost() {
        open();
        sendStored("m1");
        end();
        found(Rule.NEVER_LOST);
    }

    @Test
    void nothing_is_lost_in_a_run_that_was_cut_short() {
        open();
        sendStored("m1");
        found();
    }

    @Test
    void a_refused_message_and_one_of_a_broken_connection_may_arrive_or_not() {
        open();
        publish("s1", "m1");
        told(Kind.REFUSED, "s1", "m1");
        publish("s1", "m2");
        publish("s1", "m3");
        broken("s1");
        receive("m3", 1);
        end();
        found();
        assertThat(Checker.check(history).counts().unknown()).isEqualTo(2);
    }

    @Test
    void a_publish_without_any_outcome_is_a_silent_drop() {
        open();
        publish("s1", "m1");
        end();
        found(Rule.NO_SILENT_DROP);
    }

    @Test
    void an_answer_over_another_connection_is_none() {
        publish("s1", "m1");
        told(Kind.STORED, "s2", "m1");
        end();
        found(Rule.NOTHING_STRANGE, Rule.NO_SILENT_DROP);
    }

    @Test
    void two_of_one_connection_in_the_wrong_order_are_found() {
        open();
        publish("s1", "m1");
        publish("s1", "m2");
        told(Kind.STORED, "s1", "m1");
        told(Kind.STORED, "s1", "m2");
        receive("m2", 1);
        receive("m1", 2);
        end();
        found(Rule.IN_ORDER);
    }

    @Test
    void one_that_was_stored_over_an_earlier_connection_precedes_what_was_sent_later() {
        open();
        sendStored("m1");
        broken("s1");
        publish("s2", "m2");
        told(Kind.STORED, "s2", "m2");
        receive("m2", 1);
        receive("m1", 2);
        end();
        found(Rule.IN_ORDER);
    }

    @Test
    void one_of_unknown_outcome_may_come_after_what_was_sent_over_a_later_connection() {
        open();
        publish("s1", "m1");
        broken("s1");
        publish("s2", "m2");
        told(Kind.STORED, "s2", "m2");
        receive("m2", 1);
        receive("m1", 2);
        end();
        found();
    }

    @Test
    void one_of_unknown_outcome_may_come_after_what_was_sent_behind_it_and_again_over_a_later_connection() {
        open();
        publish("s1", "m1");
        publish("s1", "m2");
        broken("s1");
        publish("s2", "m2");
        told(Kind.STORED, "s2", "m2");
        receive("m2", 1);
        receive("m1", 2);
        receive("m2", 3);
        end();
        found();
    }

    @Test
    void two_of_unknown_outcome_that_were_sent_once_arrive_in_their_order_or_not_at_all() {
        open();
        publish("s1", "m1");
        publish("s1", "m2");
        broken("s1");
        receive("m2", 1);
        receive("m1", 2);
        end();
        found(Rule.IN_ORDER);
    }

    @Test
    void one_that_was_repeated_may_come_after_what_was_first_sent_after_it() {
        open();
        publish("s1", "m1");
        publish("s1", "m2");
        told(Kind.STORED, "s1", "m2");
        broken("s1");
        publish("s2", "m1");
        told(Kind.STORED, "s2", "m1");
        receive("m2", 1);
        receive("m1", 2);
        end();
        found();
    }

    @Test
    void a_copy_at_the_same_position_is_recognised() {
        open();
        sendStored("m1");
        receive("m1", 1);
        receive("m1", 1);
        end();
        found();
        assertThat(Checker.check(history).counts().recognised()).isEqualTo(1);
    }

    @Test
    void a_second_position_of_a_message_that_was_sent_once_is_found() {
        open();
        sendStored("m1");
        receive("m1", 1);
        receive("m1", 2);
        end();
        found(Rule.ONCE);
    }

    @Test
    void a_second_position_of_a_message_that_was_repeated_is_none() {
        open();
        publish("s1", "m1");
        broken("s1");
        publish("s2", "m1");
        told(Kind.STORED, "s2", "m1");
        receive("m1", 1);
        receive("m1", 2);
        end();
        found();
        assertThat(Checker.check(history).counts().repeats()).isEqualTo(1);
    }

    @Test
    void a_message_that_was_overtaken_by_a_higher_position_is_found() {
        open();
        sendStored("m1");
        add(Kind.PUBLISH, "bob", "b1", "n1", 0, "", "alice");
        add(Kind.STORED, "bob", "b1", "n1", 0, "", "");
        receive("n1", 2);
        receive("m1", 1);
        end();
        found(Rule.ABOVE_THE_CURSOR);
    }

    @Test
    void each_epoch_has_a_cursor_of_its_own() {
        open();
        sendStored("m1");
        sendStored("m2");
        add(Kind.RECEIVED, "alice/phone", "d1", "m1", 7, "first", "");
        add(Kind.RECEIVED, "alice/phone", "d1", "m2", 1, "second", "");
        end();
        found();
    }

    @Test
    void a_position_of_two_messages_is_found() {
        open();
        sendStored("m1");
        sendStored("m2");
        receive("m1", 1);
        add(Kind.RECEIVED, "alice/laptop", "d2", "m2", 1, "", "");
        end();
        found(Rule.ONE_POSITION_ONE_MESSAGE);
    }

    @Test
    void a_message_that_nobody_sent_and_one_for_somebody_else_are_found() {
        open();
        receive("m9", 1);
        add(Kind.PUBLISH, "sender", "s1", "m1", 0, "", "carol");
        told(Kind.STORED, "s1", "m1");
        receive("m1", 2);
        end();
        // Not lost beside that: it did arrive.
        found(Rule.NOTHING_STRANGE, Rule.NOTHING_STRANGE, Rule.NEVER_LOST);
    }

    @Test
    void delivered_before_any_acknowledgement_is_found() {
        open();
        sendStored("m1");
        told(Kind.DELIVERED, "s1", "m1");
        receive("m1", 1);
        end();
        found(Rule.DELIVERED_IS_TRUE);
    }

    @Test
    void recovered_although_something_stored_is_missing_is_found() {
        sendStored("m1");
        opened("recovered=true");
        end();
        found(Rule.NEVER_LOST, Rule.RECOVERED_IS_TRUE);
    }

    @Test
    void not_recovered_although_nothing_is_missing_is_found() {
        sendStored("m1");
        opened("recovered=false");
        receive("m1", 1);
        end();
        found(Rule.RECOVERED_IS_TRUE);
    }

    @Test
    void not_knowing_whether_something_is_missing_is_not_judged() {
        sendStored("m1");
        opened("recovered=false store_unavailable");
        receive("m1", 1);
        end();
        found();
    }

    @Test
    void a_position_without_an_epoch_is_of_the_first_that_is_named() {
        open();
        sendStored("m1");
        receive("m1", 1);
        add(Kind.RECEIVED, "alice/laptop", "d2", "m1", 1, "e1", "");
        end();
        found();
    }

    @Test
    void who_says_how_far_it_came_has_acknowledged_that() {
        open();
        sendStored("m1");
        add(Kind.RECEIVED, "alice/phone", "d1", "m1", 1, "", "");
        add(Kind.RESUMES, "alice/phone", "d2", "", 1, "", "");
        told(Kind.DELIVERED, "s1", "m1");
        add(Kind.BROKEN, "alice/phone", "d2", "", 0, "", "before it was open");
        end();
        found();
    }

    @Test
    void nobody_acknowledges_for_another_device_by_saying_how_far_it_came_itself() {
        open();
        sendStored("m1");
        add(Kind.RECEIVED, "alice/phone", "d1", "m1", 1, "", "");
        add(Kind.RESUMES, "alice/laptop", "d2", "", 0, "", "");
        add(Kind.OPENED, "alice/phone", "d3", "", 0, "", "");
        told(Kind.DELIVERED, "s1", "m1");
        end();
        found(Rule.DELIVERED_IS_TRUE);
    }

    @Test
    void recovered_says_nothing_about_what_is_stored_later_and_is_not_judged_when_not_said() {
        opened("recovered=true");
        sendStored("m1");
        opened("");
        end();
        found(Rule.NEVER_LOST);
    }

    @Test
    void a_log_line_is_read_as_it_was_written() {
        Event event = new Event(17, Kind.RECEIVED, "alice/phone", "d1", "m1", 42, "e1", "a b");
        assertThat(Event.parse(event.line())).isEqualTo(event);
    }

    private void found(Rule... rules) {
        assertThat(Checker.check(history).violations())
                .extracting(Violation::rule)
                .containsExactlyInAnyOrder(rules);
    }

    private void open() {
        opened("");
    }

    private void opened(String recovered) {
        add(Kind.OPENED, "alice/phone", "d1", "", 0, "", recovered);
    }

    private void sendStored(String message) {
        publish("s1", message);
        told(Kind.STORED, "s1", message);
    }

    private void publish(String connection, String message) {
        add(Kind.PUBLISH, "sender", connection, message, 0, "", "alice");
    }

    private void told(Kind kind, String connection, String message) {
        add(kind, "sender", connection, message, 0, "", kind == Kind.REFUSED ? "busy" : "");
    }

    private void broken(String connection) {
        add(Kind.BROKEN, "sender", connection, "", 0, "", "reset");
    }

    private void receive(String message, long seq) {
        add(Kind.RECEIVED, "alice/phone", "d1", message, seq, "", "");
        add(Kind.ACKNOWLEDGED, "alice/phone", "d1", message, seq, "", "");
    }

    private void end() {
        add(Kind.END, "", "", "", 0, "", "");
    }

    private void add(
            Kind kind, String actor, String connection, String message, long seq, String epoch, String detail) {
        history.add(new Event(history.size(), kind, actor, connection, message, seq, epoch, detail));
    }
}
