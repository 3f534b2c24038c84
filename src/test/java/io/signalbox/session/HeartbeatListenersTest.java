package io.signalbox.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("C30")
class HeartbeatListenersTest extends SessionFixture {
    private final ClientSession session = open();
    private final List<String> told = new ArrayList<>();

    @Test
    void each_is_asked_and_told_in_order() {
        HeartbeatListener all = HeartbeatListener.all(List.of(recording("a", true), recording("b", true)));
        assertThat(all.before(session)).isTrue();
        all.report(session);
        all.after(session);
        all.timedOut(session);
        assertThat(told)
                .containsExactly(
                        "a before",
                        "b before",
                        "a report",
                        "b report",
                        "a after",
                        "b after",
                        "a timed out",
                        "b timed out");
    }

    @Test
    void one_that_refuses_is_enough_and_the_others_are_asked_all_the_same() {
        for (int refusing = 0; refusing < 3; refusing++) {
            told.clear();
            HeartbeatListener all = HeartbeatListener.all(List.of(
                    recording("0", refusing != 0), recording("1", refusing != 1), recording("2", refusing != 2)));
            assertThat(all.before(session)).isFalse();
            assertThat(told).containsExactly("0 before", "1 before", "2 before");
        }
    }

    @Test
    void one_that_fails_does_not_refuse_and_is_kept_from_the_others() {
        HeartbeatListener all = HeartbeatListener.all(List.of(failing(), recording("b", true)));
        assertThat(all.before(session)).isTrue();
        all.report(session);
        all.after(session);
        all.timedOut(session);
        assertThat(told).containsExactly("b before", "b report", "b after", "b timed out");
        assertThat(HeartbeatListener.all(List.of(recording("a", false), failing()))
                        .before(session))
                .isFalse();
    }

    @Test
    void without_any_every_heartbeat_counts() {
        assertThat(HeartbeatListener.all(List.of()).before(session)).isTrue();
    }

    private HeartbeatListener recording(String name, boolean allowed) {
        return new HeartbeatListener() {
            @Override
            public boolean before(ClientSession beating) {
                told.add(name + " before");
                return allowed;
            }

            @Override
            public void report(ClientSession beating) {
                told.add(name + " report");
            }

            @Override
            public void after(ClientSession beating) {
                told.add(name + " after");
            }

            @Override
            public void timedOut(ClientSession silent) {
                told.add(name + " timed out");
            }
        };
    }

    private static HeartbeatListener failing() {
        return new HeartbeatListener() {
            @Override
            public boolean before(ClientSession beating) {
                throw new IllegalStateException("before");
            }

            @Override
            public void report(ClientSession beating) {
                throw new IllegalStateException("report");
            }

            @Override
            public void after(ClientSession beating) {
                throw new IllegalStateException("after");
            }

            @Override
            public void timedOut(ClientSession silent) {
                throw new IllegalStateException("timed out");
            }
        };
    }
}
