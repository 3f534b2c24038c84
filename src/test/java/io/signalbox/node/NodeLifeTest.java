package io.signalbox.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeLifeTest {
    private final NodeLife life = new NodeLife();

    @Test
    void it_starts_and_goes_forward_step_by_step() {
        assertThat(life.state()).isEqualTo(NodeState.STARTING);
        for (NodeState next : List.of(NodeState.READY, NodeState.DRAINING, NodeState.STOPPED)) {
            assertThat(life.advanceTo(next)).isTrue();
            assertThat(life.state()).isEqualTo(next);
            assertThat(life.ready()).isEqualTo(next == NodeState.READY);
        }
    }

    @Test
    void there_is_no_way_back_and_no_second_time() {
        life.advanceTo(NodeState.DRAINING);
        for (NodeState earlier : List.of(NodeState.STARTING, NodeState.READY, NodeState.DRAINING)) {
            assertThat(life.advanceTo(earlier)).isFalse();
            assertThat(life.state()).isEqualTo(NodeState.DRAINING);
        }
    }

    @Test
    void listeners_are_told_of_each_transition_once_in_order() {
        List<NodeState> told = new ArrayList<>();
        life.onTransition(told::add);
        life.advanceTo(NodeState.READY);
        life.advanceTo(NodeState.READY);
        life.advanceTo(NodeState.STOPPED);
        life.advanceTo(NodeState.DRAINING);
        assertThat(told).containsExactly(NodeState.READY, NodeState.STOPPED);
    }

    @Test
    void roles_say_who_is_served() {
        assertThat(NodeRole.ALL.servesHub() && NodeRole.ALL.servesBalancer()).isTrue();
        assertThat(NodeRole.HUB.servesHub() && !NodeRole.HUB.servesBalancer()).isTrue();
        assertThat(NodeRole.BALANCER.servesBalancer() && !NodeRole.BALANCER.servesHub())
                .isTrue();
    }
}
