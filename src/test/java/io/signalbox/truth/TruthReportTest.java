package io.signalbox.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.signalbox.truth.Violation.Rule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TruthReportTest {
    private static final Plan PLAN = Plan.of(7, Topology.CLUSTER, Duration.ofSeconds(10));
    private static final Verdict.Counts COUNTS =
            new Verdict.Counts(12, 13, 10, Map.of("busy", 2L), 1, 9, 3, 0, 0, 8, 6, 0, Map.of(FaultKind.KILL, 1L));

    private final TruthReport report = new TruthReport();

    @Test
    void runs_without_a_violation_are_summed_up_and_clean() {
        report.add(PLAN, new Verdict(COUNTS, List.of()), 1_000);
        report.add(PLAN, new Verdict(COUNTS, List.of()), 1_000);
        assertThat(report.isClean()).isTrue();
        assertThat(report.text())
                .contains("2 runs")
                .containsPattern("told stored +20")
                .containsPattern("refused: busy +4")
                .containsPattern("fault: node killed +2")
                .containsPattern("violations: never lost +0");
    }

    @Test
    void a_violation_is_shown_with_the_command_that_makes_the_run_again() {
        Violation lost = new Violation(Rule.NEVER_LOST, "m1 <to> alice");
        String line = report.add(PLAN, new Verdict(COUNTS, List.of(lost)), 1_000);
        assertThat(line)
                .contains("NEVER_LOST: m1 <to> alice", "-Dtruth.seed=7 -Dtruth.seconds=10 -Dtruth.topology=cluster");
        assertThat(report.isClean()).isFalse();
        assertThat(report.html())
                .contains("m1 &lt;to&gt; alice", "-Dtruth.seed=7 -Dtruth.seconds=10 -Dtruth.topology=cluster")
                .doesNotContain("<to>");
    }

    @Test
    void a_run_that_could_not_be_made_and_no_run_at_all_are_no_success() {
        assertThat(report.isClean()).isFalse();
        report.failed(PLAN, new IllegalStateException("node a not ready"));
        assertThat(report.isClean()).isFalse();
        assertThat(report.html()).contains("node a not ready");
    }

    @Test
    void the_page_needs_nothing_from_outside() {
        report.add(PLAN, new Verdict(COUNTS, List.of()), 1_000);
        assertThat(report.html())
                .startsWith("<!doctype html>")
                .doesNotContain("src=", "href=", "@import", "url(", "http:", "https:", "<script");
    }

    @Test
    void a_log_that_was_written_is_read_again_and_ends_with_its_end(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("events.log");
        try (EventLog log = new EventLog(file)) {
            log.publish("ann", "ann#1", "m1", "bob");
            log.broken("ann", "ann#1", "reset\tby\npeer");
            log.end();
            log.publish("ann", "ann#2", "m2", "bob");
        }
        assertThat(Files.readAllLines(file)).hasSize(3);
        assertThat(EventLog.read(file))
                .extracting(Event::kind, Event::detail)
                .containsExactly(
                        tuple(Event.Kind.PUBLISH, "bob"),
                        tuple(Event.Kind.BROKEN, "reset by peer"),
                        tuple(Event.Kind.END, ""));
    }
}
