package io.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.hub.IdempotencyWindow.Claim;
import io.signalbox.hub.IdempotencyWindow.Outcome;
import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.testing.ManualClock;
import io.signalbox.testing.Seeds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("M30")
class IdempotencyWindowTest {
    private static final Duration WINDOW = Duration.ofMinutes(2);
    private static final UserKey ANNA = user("a", "anna");

    private final ManualClock clock = new ManualClock();
    private final IdempotencyWindow window = window(1000);

    @Test
    void the_first_has_nothing_before_it_and_a_repeat_gets_its_outcome() {
        Claim first = window.claim(ANNA, "k");
        assertThat(first.earlier()).isNull();
        assertThat(window.claim(ANNA, "k").earlier()).isEqualTo(new Outcome.InFlight());
        first.accepted("m1");
        assertThat(window.claim(ANNA, "k").earlier()).isEqualTo(new Outcome.Accepted("m1"));
        Claim other = window.claim(ANNA, "k2");
        other.stored("m2");
        assertThat(window.claim(ANNA, "k2").earlier()).isEqualTo(new Outcome.Stored("m2"));
    }

    @Test
    void a_publish_that_failed_may_be_tried_again() {
        window.claim(ANNA, "k").failed();
        assertThat(window.size()).isZero();
        assertThat(window.claim(ANNA, "k").earlier()).isNull();
    }

    @Test
    void the_same_key_of_another_user_or_tenant_is_another_key() {
        window.claim(ANNA, "k");
        assertThat(window.claim(user("a", "bert"), "k").earlier()).isNull();
        assertThat(window.claim(user("b", "anna"), "k").earlier()).isNull();
    }

    @Test
    void a_key_is_forgotten_when_its_time_is_over() {
        window.claim(ANNA, "k").stored("m1");
        clock.advance(WINDOW.minusMillis(1));
        assertThat(window.claim(ANNA, "k").earlier()).isEqualTo(new Outcome.Stored("m1"));
        clock.advance(Duration.ofMillis(1));
        assertThat(window.claim(ANNA, "k").earlier()).isNull();
    }

    @Test
    void one_whose_time_is_over_does_not_end_the_claim_of_its_successor() {
        Claim late = window.claim(ANNA, "k");
        clock.advance(WINDOW);
        Claim successor = window.claim(ANNA, "k");
        late.failed();
        assertThat(window.claim(ANNA, "k").earlier()).isEqualTo(new Outcome.InFlight());
        late.accepted("m1");
        assertThat(window.claim(ANNA, "k").earlier()).isEqualTo(new Outcome.InFlight());
        successor.stored("m2");
        assertThat(window.claim(ANNA, "k").earlier()).isEqualTo(new Outcome.Stored("m2"));
    }

    @Test
    void a_repeat_ends_nothing() {
        window.claim(ANNA, "k");
        Claim repeat = window.claim(ANNA, "k");
        assertThatThrownBy(repeat::failed).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> repeat.stored("m")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void the_oldest_are_forgotten_when_there_are_too_many() {
        for (int i = 0; i < 20_000; i++) {
            Claim claim = window.claim(ANNA, "k" + i);
            assertThat(claim.earlier()).isNull();
            claim.accepted("m" + i);
            assertThat(window.size()).isLessThanOrEqualTo(1000);
            assertThat(window.claim(ANNA, "k" + i).earlier()).isEqualTo(new Outcome.Accepted("m" + i));
        }
        assertThat(window.size()).isGreaterThan(900);
        assertThat(window.claim(ANNA, "k0").earlier()).isNull();
    }

    @Test
    void a_window_of_zero_remembers_nothing() {
        IdempotencyWindow off = new IdempotencyWindow(new IdempotencySettings(Duration.ZERO, 1000), clock);
        off.claim(ANNA, "k").stored("m1");
        Claim again = off.claim(ANNA, "k");
        assertThat(again.earlier()).isNull();
        again.failed();
        assertThat(off.size()).isZero();
    }

    @Test
    void it_does_what_a_map_with_times_does() {
        Seeds.each(300, (seed, random) -> sameAsModel(random));
    }

    private void sameAsModel(Random random) {
        record Known(Instant until, Outcome outcome) {}
        IdempotencyWindow real = window(100_000);
        Map<String, Known> model = new HashMap<>();
        Map<String, Claim> firsts = new HashMap<>();
        for (int step = 0; step < 200; step++) {
            String key = "k" + random.nextInt(6);
            Claim first = firsts.get(key);
            int what = random.nextInt(6);
            if (what == 0) {
                clock.advance(Duration.ofSeconds(random.nextInt(60)));
                model.values().removeIf(known -> !known.until().isAfter(clock.instant()));
                firsts.keySet().retainAll(model.keySet());
            } else if (what == 1 && first != null) {
                first.failed();
                model.remove(key);
                firsts.remove(key);
            } else if (what == 2 && first != null) {
                Outcome outcome =
                        random.nextBoolean() ? new Outcome.Accepted("m" + step) : new Outcome.Stored("m" + step);
                if (outcome instanceof Outcome.Stored) {
                    first.stored("m" + step);
                } else {
                    first.accepted("m" + step);
                }
                model.computeIfPresent(key, (same, known) -> new Known(known.until(), outcome));
                firsts.remove(key);
            } else {
                Known known = model.get(key);
                Claim claim = real.claim(ANNA, key);
                assertThat(claim.earlier()).isEqualTo(known == null ? null : known.outcome());
                if (known == null) {
                    model.put(key, new Known(clock.instant().plus(WINDOW), new Outcome.InFlight()));
                    firsts.put(key, claim);
                }
            }
        }
    }

    @Test
    void of_many_at_the_same_time_one_delivers() throws Exception {
        int keys = 2000;
        IdempotencyWindow shared = window(100_000);
        AtomicIntegerArray delivered = new AtomicIntegerArray(keys);
        AtomicIntegerArray delivering = new AtomicIntegerArray(keys);
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Future<?>> publishers = new ArrayList<>();
            for (int thread = 0; thread < 6; thread++) {
                Random random = new Random(thread);
                publishers.add(threads.submit(() -> {
                    for (int i = 0; i < keys * 5; i++) {
                        int key = random.nextInt(keys);
                        Claim claim = shared.claim(ANNA, "k" + key);
                        Outcome earlier = claim.earlier();
                        if (earlier == null) {
                            assertThat(delivering.incrementAndGet(key)).isEqualTo(1);
                            boolean fails = random.nextInt(3) == 0;
                            delivered.addAndGet(key, fails ? 0 : 1);
                            delivering.decrementAndGet(key);
                            if (fails) {
                                claim.failed();
                            } else {
                                claim.stored("m" + key);
                            }
                        } else if (!(earlier instanceof Outcome.InFlight)) {
                            assertThat(earlier).isEqualTo(new Outcome.Stored("m" + key));
                        }
                    }
                }));
            }
            for (Future<?> publisher : publishers) {
                publisher.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        int sum = 0;
        for (int key = 0; key < keys; key++) {
            assertThat(delivered.get(key)).as("times delivered").isLessThanOrEqualTo(1);
            sum += delivered.get(key);
        }
        assertThat(sum).isGreaterThan(keys / 2).isEqualTo(shared.size());
    }

    private IdempotencyWindow window(int entries) {
        return new IdempotencyWindow(new IdempotencySettings(WINDOW, entries), clock);
    }

    private static UserKey user(String app, String id) {
        return new UserKey(new Tenant(app, "ns"), id);
    }
}
