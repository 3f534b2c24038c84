package io.signalbox.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.client.Dedupe.Verdict;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DedupeTest {
    private final Dedupe dedupe = new Dedupe(0, 4);

    @Test
    void an_entry_that_comes_again_is_only_acknowledged() {
        dedupe.arrived(1);
        dedupe.processed(1);
        assertThat(dedupe.arrived(1)).isEqualTo(Verdict.ACKNOWLEDGE);
    }

    @Test
    void an_entry_that_failed_is_processed_when_it_comes_again_though_a_higher_one_succeeded() {
        dedupe.arrived(1);
        dedupe.arrived(2);
        dedupe.failed(1);
        dedupe.processed(2);
        assertThat(dedupe.arrived(1)).isEqualTo(Verdict.PROCESS);
        assertThat(dedupe.arrived(2)).isEqualTo(Verdict.ACKNOWLEDGE);
    }

    @Test
    void an_entry_that_comes_again_while_a_listener_has_it_is_left_alone() {
        dedupe.arrived(1);
        assertThat(dedupe.arrived(1)).isEqualTo(Verdict.IN_HAND);
    }

    @Test
    void the_floor_never_passes_an_entry_that_is_not_processed() {
        dedupe.arrived(1);
        dedupe.arrived(2);
        dedupe.processed(2);
        assertThat(dedupe.processedUpTo()).isZero();
        dedupe.processed(1);
        assertThat(dedupe.processedUpTo()).isEqualTo(2);
    }

    @Test
    void entries_that_are_never_confirmed_are_forgotten_as_failed_and_come_again() {
        for (long seq = 1; seq <= 20; seq++) {
            dedupe.arrived(seq);
        }
        assertThat(dedupe.arrived(1)).isEqualTo(Verdict.PROCESS);
    }

    @Test
    void a_client_that_starts_where_another_stopped_drops_what_that_one_had() {
        assertThat(new Dedupe(17, 4).arrived(17)).isEqualTo(Verdict.ACKNOWLEDGE);
        assertThat(new Dedupe(17, 4).arrived(18)).isEqualTo(Verdict.PROCESS);
    }

    @Test
    void whatever_fails_and_comes_again_no_entry_is_acknowledged_before_it_was_processed() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            Dedupe one = new Dedupe(0, 1 + random.nextInt(6));
            Set<Long> processed = new HashSet<>();
            List<Long> inHand = new ArrayList<>();
            long newest = 0;
            for (int step = 0; step < 100; step++) {
                // As the hub does it: what is new comes in order, and a replay brings what was not acknowledged.
                long seq = newest == 0 || random.nextInt(3) > 0 ? ++newest : 1 + random.nextInt((int) newest);
                Verdict verdict = one.arrived(seq);
                if (verdict == Verdict.ACKNOWLEDGE) {
                    assertThat(processed).as("seed %d round %d", seed, round).contains(seq);
                } else if (verdict == Verdict.PROCESS) {
                    inHand.add(seq);
                }
                if (!inHand.isEmpty() && random.nextBoolean()) {
                    long ended = inHand.remove(random.nextInt(inHand.size()));
                    if (random.nextInt(4) == 0) {
                        one.failed(ended);
                    } else {
                        processed.add(ended);
                        one.processed(ended);
                    }
                }
            }
        }
    }
}
