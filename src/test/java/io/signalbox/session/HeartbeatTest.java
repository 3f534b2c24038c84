package io.signalbox.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.signalbox.config.SettingsException;
import io.signalbox.metrics.Count;
import io.signalbox.testing.FakeWire;
import io.signalbox.testing.HeartbeatLog;
import io.signalbox.testing.ManualScheduler;
import io.signalbox.testing.Sessions;
import io.signalbox.testing.Users;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("C29")
@Tag("H53")
class HeartbeatTest extends SessionFixture {
    private final SessionRegistry registry = new SessionRegistry();
    private final ManualScheduler scheduler = new ManualScheduler();
    private final List<String> hooks = new ArrayList<>();

    @Test
    void a_silent_connection_is_pinged_and_one_that_never_answers_is_closed_at_its_time() {
        ClientSession session = watched();
        pass(89);
        assertThat(session.isOpen()).isTrue();
        assertThat(wire.pings()).isBetween(2, 4);
        assertThat(metrics.value(Count.PINGS_SENT)).isEqualTo(wire.pings());
        pass(1);
        assertThat(wire.closeCode()).isEqualTo(4002);
        assertThat(wire.closeReason()).isEqualTo("heartbeat_timeout");
        assertThat(session.disconnect()).isNotNull();
        assertThat(hooks).containsExactly("heartbeat timeout");
    }

    @Test
    @Tag("H54")
    void whatever_arrives_keeps_it_alive() {
        ClientSession session = watched();
        for (int i = 0; i < 20; i++) {
            pass(60);
            session.touch();
        }
        assertThat(session.isOpen()).isTrue();
    }

    @Test
    void a_busy_connection_is_not_pinged() {
        ClientSession session = watched();
        for (int i = 0; i < 100; i++) {
            pass(10);
            session.touch();
        }
        assertThat(wire.pings()).isZero();
    }

    @Test
    void with_an_idle_timeout_of_zero_nobody_is_closed() {
        ClientSession session = watched("idle-timeout", "0s");
        pass(3600);
        assertThat(session.isOpen()).isTrue();
        assertThat(wire.pings()).isGreaterThan(100);
    }

    @Test
    void connections_that_came_together_are_pinged_apart_each_within_a_fifth_of_the_interval() {
        Heartbeat heartbeat = heartbeat(HeartbeatListener.NONE);
        List<Long> intervals = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            long interval = heartbeat.interval("client-" + i);
            assertThat(interval).isBetween(20_000L, 30_000L);
            assertThat(heartbeat.interval("client-" + i)).isEqualTo(interval);
            intervals.add(interval / 1000);
        }
        for (long second = 20; second < 30; second++) {
            long wanted = second;
            assertThat(intervals.stream().filter(interval -> interval == wanted))
                    .as("pinged %d seconds after", second)
                    .hasSizeBetween(700, 1300);
        }
    }

    @Test
    void a_socket_that_takes_nothing_is_closed_and_cut_off_when_it_does_not_finish_closing() {
        ClientSession session = watched();
        wire.stalledFor(Duration.ofSeconds(30));
        pass(1);
        assertThat(session.isOpen()).isTrue();
        wire.stalledFor(Duration.ofSeconds(31));
        pass(1);
        assertThat(wire.closeCode()).isEqualTo(4003);
        assertThat(wire.aborts()).isZero();
        pass(5);
        assertThat(wire.aborts()).isPositive();
        assertThat(events).containsExactly("lost");
        assertThat(session.disconnect()).extracting(Disconnect::reason).isEqualTo(Disconnect.Reason.WRITE_STALLED);
    }

    @Test
    @Tag("C30")
    void the_hooks_see_a_heartbeat_before_and_after_and_may_refuse_it() {
        ClientSession session = watched();
        Heartbeat accepting = heartbeat(listener(true));
        clock.advance(Duration.ofSeconds(5));
        accepting.beat(session);
        assertThat(session.lastSeen()).isEqualTo(clock.instant());
        assertThat(hooks).containsExactly("before heartbeat", "heartbeat report", "after heartbeat");
        hooks.clear();
        clock.advance(Duration.ofSeconds(5));
        heartbeat(listener(false)).beat(session);
        assertThat(session.lastSeen()).isEqualTo(clock.instant().minusSeconds(5));
        assertThat(hooks).containsExactly("before heartbeat");
    }

    @Test
    @Tag("C30")
    void a_hook_that_fails_changes_nothing() {
        ClientSession session = watched();
        clock.advance(Duration.ofSeconds(5));
        Heartbeat failing = heartbeat(new HeartbeatListener() {
            @Override
            public boolean before(ClientSession beating) {
                throw new IllegalStateException("before");
            }

            @Override
            public void report(ClientSession beating) {
                throw new IllegalStateException("report");
            }

            @Override
            public void timedOut(ClientSession silent) {
                throw new IllegalStateException("timed out");
            }
        });
        failing.beat(session);
        assertThat(session.lastSeen()).isEqualTo(clock.instant());
        FakeWire other = new FakeWire();
        registry.admit(ClientSession.open(Users.identity("v", "d"), other, policy()), LoginLimits.NONE);
        clock.advance(Duration.ofSeconds(90));
        failing.sweep();
        assertThat(wire.closeCode()).isEqualTo(4002);
        assertThat(other.closeCode()).isEqualTo(4002);
    }

    @ParameterizedTest
    @Tag("H48")
    @CsvSource({"25s,37s", "60s,90s", "1s,1s"})
    void an_idle_timeout_too_short_for_its_pings_is_one_clear_problem(String ping, String idle) {
        SettingsException problem = catchThrowableOfType(
                SettingsException.class, () -> Sessions.settings("ping-interval", ping, "idle-timeout", idle));
        assertThat(problem.problems())
                .singleElement()
                .asString()
                .contains("signalbox.session.idle-timeout", "signalbox.session.ping-interval");
    }

    @ParameterizedTest
    @Tag("H48")
    @CsvSource({"ping-interval,0s", "ping-interval,1ms", "ping-interval,-1s", "write-stall,0s", "idle-timeout,-1s"})
    void an_interval_that_would_never_rest_is_refused(String name, String value) {
        SettingsException problem = catchThrowableOfType(SettingsException.class, () -> Sessions.settings(name, value));
        assertThat(problem.problems()).singleElement().asString().startsWith("signalbox.session." + name);
    }

    private ClientSession watched(Object... namesAndValues) {
        ClientSession session = open(namesAndValues);
        registry.admit(session, LoginLimits.NONE);
        new Heartbeat(registry, Sessions.settings(namesAndValues), listener(true), metrics, clock).start(scheduler);
        return session;
    }

    private Heartbeat heartbeat(HeartbeatListener hook) {
        return new Heartbeat(registry, Sessions.settings(), hook, metrics, clock);
    }

    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            clock.advance(Duration.ofSeconds(1));
            scheduler.advance(Duration.ofSeconds(1));
        }
    }

    private HeartbeatListener listener(boolean allow) {
        return new HeartbeatLog(allow, hooks::add);
    }
}
