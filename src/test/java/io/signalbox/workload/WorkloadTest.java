package io.signalbox.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.config.SettingsException;
import io.signalbox.config.SettingsReader;
import io.signalbox.identity.Identity;
import io.signalbox.identity.UserType;
import io.signalbox.metrics.Count;
import io.signalbox.metrics.LabelledCount;
import io.signalbox.metrics.Metrics;
import io.signalbox.testing.ManualClock;
import io.signalbox.testing.Users;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class WorkloadTest {
    private final ManualClock clock = new ManualClock();
    private final Metrics metrics = new Metrics();
    private final Workload workload = workload(new WorkloadSettings(50, 2, 3));

    @Test
    @Tag("A02")
    void cases_go_to_agents_and_bots_and_to_nobody_else() {
        for (UserType type : UserType.values()) {
            Workload fresh = workload(new WorkloadSettings(50, 0, 10));
            boolean serves = type == UserType.AGENT || type == UserType.BOT;
            assertThat(fresh.agentOnline(user("u", type))).as("%s", type).isEqualTo(serves);
            assertThat(fresh.assign(Users.TENANT, Needs.ANYBODY) instanceof Choice.Chosen)
                    .as("%s", type)
                    .isEqualTo(serves);
        }
    }

    @Test
    @Tag("A04")
    void the_usual_limit_holds_for_those_without_one_of_their_own() {
        workload.agentOnline(user("ann", UserType.AGENT));
        workload.agentOnline(user("bob", UserType.AGENT), 1, 0);
        for (int i = 0; i < 3; i++) {
            assertThat(workload.assign(Users.TENANT, Needs.ANYBODY)).isInstanceOf(Choice.Chosen.class);
        }
        assertThat(workload.assign(Users.TENANT, Needs.ANYBODY)).isEqualTo(new Choice.NoAgents(Choice.Reason.ALL_FULL));
        assertThat(workload.loads(Users.TENANT, Dimension.REALTIME, 10))
                .containsExactly(new Load(Users.user("ann"), 2), new Load(Users.user("bob"), 1));
        workload.agentOnline(user("carol", UserType.BOT), 0, 7);
        assertThat(workload.assign(Users.TENANT, Needs.ANYBODY)).isEqualTo(new Choice.Chosen(Users.user("carol"), 8));
    }

    @Test
    @Tag("A03")
    void what_became_of_cases_is_counted() {
        workload.assign(Users.TENANT, Needs.ANYBODY);
        workload.agentOnline(user("ann", UserType.AGENT));
        workload.assign(Users.TENANT, Needs.ANYBODY);
        workload.assign(Users.TENANT, Needs.ANYBODY.skilled("fr"));
        assertThat(workload.leastLoaded(Users.TENANT, Needs.ANYBODY))
                .isEqualTo(new Choice.Chosen(Users.user("ann"), 1));
        assertThat(metrics.value(Count.CASES_ASSIGNED)).isEqualTo(1);
        assertThat(metrics.value(LabelledCount.CASES_NOT_ASSIGNED, Choice.Reason.NOBODY_THERE))
                .isEqualTo(1);
        assertThat(metrics.value(LabelledCount.CASES_NOT_ASSIGNED, Choice.Reason.NOBODY_FITS))
                .isEqualTo(1);
    }

    @Test
    @Tag("H70")
    void an_agent_that_leaves_and_comes_back_is_where_it_was() {
        workload.agentOnline(user("ann", UserType.AGENT));
        workload.assign(Users.TENANT, Needs.ANYBODY);
        workload.agentOffline(Users.user("ann"));
        assertThat(workload.assign(Users.TENANT, Needs.ANYBODY)).isInstanceOf(Choice.NoAgents.class);
        workload.agentOnline(user("ann", UserType.AGENT));
        assertThat(workload.assign(Users.TENANT, Needs.ANYBODY)).isEqualTo(new Choice.Chosen(Users.user("ann"), 2));
        assertThat(workload.release(Users.user("ann"))).isEqualTo(1);
    }

    @Test
    @Tag("A01")
    void loads_can_be_counted_by_hand_and_asked_for_by_period() {
        workload.increment(Users.user("ann"));
        workload.increment(Users.user("ann"));
        assertThat(workload.decrement(Users.user("ann"))).isEqualTo(1);
        workload.set(Users.user("ann"), 5);
        assertThat(workload.load(Users.user("ann"), Dimension.REALTIME)).isEqualTo(5);
        assertThat(workload.load(Users.user("ann"), Dimension.HOURLY)).isEqualTo(1);
        clock.advance(Duration.ofHours(1));
        assertThat(workload.load(Users.user("ann"), Dimension.HOURLY)).isZero();
        assertThat(workload.load(Users.user("ann"), Dimension.HOURLY, ManualClock.START))
                .isEqualTo(1);
    }

    @Test
    void one_agent_too_many_is_told_so_and_connects_all_the_same() {
        for (String id : List.of("a", "b", "c")) {
            assertThat(workload.agentOnline(user(id, UserType.AGENT))).isTrue();
        }
        assertThat(workload.agentOnline(user("d", UserType.AGENT))).isFalse();
        workload.agentOffline(Users.user("d"));
        workload.agentOffline(Users.user("a"));
        assertThat(workload.agentOnline(user("d", UserType.AGENT))).isTrue();
    }

    @Test
    void settings_have_bounds() {
        Map<String, String> wrong = Map.of(
                "signalbox.workload.max-candidates", "0",
                "signalbox.workload.max-cases", "-1",
                "signalbox.workload.max-agents", "0");
        SettingsReader reader = new SettingsReader(wrong::get, wrong.keySet());
        WorkloadSettings.from(reader);
        assertThatThrownBy(reader::finish)
                .isInstanceOf(SettingsException.class)
                .hasMessageContainingAll("max-candidates", "max-cases", "max-agents");
    }

    private Workload workload(WorkloadSettings settings) {
        return new Workload(new InMemoryWorkload(settings, clock, new SplittableRandom(1)), settings, metrics, clock);
    }

    private static Identity user(String id, UserType type) {
        return Users.identity(id, "c-" + id).as(type);
    }
}
