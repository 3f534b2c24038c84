package io.signalbox.truth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final Duration LENGTH = Duration.ofSeconds(10);

    @Test
    void the_same_seed_makes_the_same_plan_and_another_seed_another() {
        assertThat(Plan.of(7, Topology.CLUSTER, LENGTH)).isEqualTo(Plan.of(7, Topology.CLUSTER, LENGTH));
        assertThat(Plan.of(8, Topology.CLUSTER, LENGTH)).isNotEqualTo(Plan.of(7, Topology.CLUSTER, LENGTH));
    }

    @Test
    void a_hundred_plans_have_every_fault_within_their_time_and_few_restarts() {
        Set<FaultKind> seen = EnumSet.noneOf(FaultKind.class);
        long restarts = 0;
        for (long seed = 1; seed <= 100; seed++) {
            Plan plan = Plan.of(seed, Topology.CLUSTER, LENGTH);
            assertThat(plan.faults())
                    .hasSizeBetween(2, 4)
                    .allMatch(fault -> fault.atMillis() >= 1_000 && fault.atMillis() <= 8_000);
            plan.faults().forEach(fault -> seen.add(fault.kind()));
            restarts += plan.faults().stream()
                    .filter(fault -> fault.kind().restarts())
                    .count();
        }
        assertThat(seen).containsExactlyInAnyOrder(FaultKind.values());
        assertThat(restarts).isBetween(15L, 50L);
    }

    @Test
    void a_node_with_the_database_in_it_has_no_fault_of_the_database() {
        assertThat(LongStream.rangeClosed(1, 100)
                        .mapToObj(seed -> Plan.of(seed, Topology.SINGLE, LENGTH))
                        .flatMap(plan -> plan.faults().stream())
                        .map(Fault::kind))
                .doesNotContain(FaultKind.DATABASE, FaultKind.DATABASE_CRASH)
                .contains(FaultKind.KILL, FaultKind.FREEZE);
    }
}
