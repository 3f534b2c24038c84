package io.signalbox.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.truth.Violation.Rule;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The short form of the truth test; {@code mvn -Pverify verify} is the long one. */
class TruthIT {
    private static final Path FOLDER = Path.of("target", "it", "truth");

    @Test
    @Tag("R12")
    @Tag("R13")
    @Tag("H24")
    @Tag("H29")
    void what_one_node_stored_is_not_lost_doubled_or_reordered_over_a_kill_and_resets() throws Exception {
        Plan plan = Plan.withKill(1, Topology.SINGLE, Duration.ofSeconds(6));
        try (Site site = Site.start(plan.topology(), FOLDER)) {
            Verdict verdict = Run.of(plan, site, FOLDER.resolve("kill"));
            System.out.println("truth test, short form: " + verdict.counts());
            assertThat(verdict.violations()).as("%s", plan).isEmpty();
            assertThat(verdict.counts().faults()).containsKeys(FaultKind.KILL, FaultKind.RESET_SENDER);
            assertThat(verdict.counts().stored()).isPositive();
        }
    }

    @Test
    @Tag("R14")
    @Tag("H24")
    void a_hub_that_deletes_on_enqueue_is_found_out() throws Exception {
        Plan plan = Plan.ofResets(2, Topology.ALONE, Duration.ofSeconds(4));
        try (Site site = Site.start(plan.topology(), FOLDER)) {
            Plant.into(site);
            Verdict verdict = Run.of(plan, site, FOLDER.resolve("planted"));
            assertThat(verdict.violations())
                    .extracting(Violation::rule)
                    .as("of %s", verdict.counts())
                    .contains(Rule.NEVER_LOST);
        }
    }
}
