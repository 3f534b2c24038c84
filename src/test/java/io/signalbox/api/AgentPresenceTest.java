package io.signalbox.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.hub.GroupMember;
import io.signalbox.hub.GroupNames;
import io.signalbox.hub.Hub;
import io.signalbox.identity.UserType;
import io.signalbox.metrics.Metrics;
import io.signalbox.testing.TestHub;
import io.signalbox.testing.Users;
import io.signalbox.workload.Choice;
import io.signalbox.workload.InMemoryWorkload;
import io.signalbox.workload.Needs;
import io.signalbox.workload.Workload;
import io.signalbox.workload.WorkloadSettings;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("A02")
class AgentPresenceTest {
    private static final GroupMember ANN = new GroupMember(Users.user("ann"), GroupNames.AGENTS);
    private static final WorkloadSettings SETTINGS = new WorkloadSettings(50, 0, 20);

    private final TestHub hub = TestHub.alone();
    private final Workload workload =
            new Workload(new InMemoryWorkload(SETTINGS, hub.clock, new Random(1)), SETTINGS, new Metrics(), hub.clock);
    private final Supplier<Hub> ready = () -> hub.hub;
    private final AgentPresence presence = new AgentPresence(ready, workload);

    @Test
    void an_agent_who_is_connected_gets_cases_and_one_who_left_does_not() {
        TestHub.Client ann = hub.connect(Users.identity("ann", "c").as(UserType.AGENT));
        presence.joined(ANN);
        assertThat(next()).isInstanceOf(Choice.Chosen.class);
        ann.disconnect();
        presence.left(ANN);
        assertThat(next()).isEqualTo(new Choice.NoAgents(Choice.Reason.NOBODY_THERE));
    }

    @Test
    void what_is_told_too_late_takes_nobody_away_and_leaves_no_ghost() {
        TestHub.Client ann = hub.connect(Users.identity("ann", "c").as(UserType.AGENT));
        presence.joined(ANN);
        presence.left(ANN);
        assertThat(next()).isInstanceOf(Choice.Chosen.class);
        ann.disconnect();
        presence.left(ANN);
        presence.joined(ANN);
        assertThat(next()).isEqualTo(new Choice.NoAgents(Choice.Reason.NOBODY_THERE));
    }

    @Test
    void other_groups_make_no_agent() {
        hub.connect(Users.identity("ann", "c").as(UserType.AGENT));
        presence.joined(new GroupMember(Users.user("ann"), "team"));
        assertThat(next()).isEqualTo(new Choice.NoAgents(Choice.Reason.NOBODY_THERE));
    }

    private Choice next() {
        return workload.leastLoaded(Users.TENANT, Needs.ANYBODY);
    }
}
