package io.signalbox.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.metrics.Count;
import io.signalbox.testing.Concurrently;
import io.signalbox.testing.FakeWire;
import io.signalbox.testing.ManualClock;
import io.signalbox.testing.Seeds;
import io.signalbox.testing.Users;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("C31")
@Tag("H53")
class RateLimitTest extends SessionFixture {
    @Test
    void a_burst_is_allowed_and_then_one_message_for_each_interval() {
        RateLimit limit = new RateLimit(10, 5);
        long now = ManualClock.START.toEpochMilli();
        for (int i = 0; i < 5; i++) {
            assertThat(limit.take(now)).isZero();
        }
        assertThat(limit.take(now)).isEqualTo(100);
        assertThat(limit.take(now + 99)).isEqualTo(1);
        assertThat(limit.take(now + 100)).isZero();
        assertThat(limit.take(now + 100)).isEqualTo(100);
        assertThat(limit.take(now + 10_000)).isZero();
    }

    @Test
    void a_clock_that_is_set_back_makes_nobody_wait_longer_than_for_one_message() {
        RateLimit limit = new RateLimit(10, 5);
        long now = ManualClock.START.toEpochMilli();
        assertThat(limit.take(now)).isZero();
        long before = now - Duration.ofHours(1).toMillis();
        assertThat(limit.take(before)).isEqualTo(100);
        assertThat(limit.take(before + 99)).isEqualTo(1);
        assertThat(limit.take(before + 100)).isZero();
        for (int i = 0; i < 5; i++) {
            assertThat(limit.take(before + 10_000)).isZero();
        }
        assertThat(limit.take(before + 10_000)).isEqualTo(100);
    }

    @Test
    void it_allows_what_a_simple_bucket_allows() {
        Seeds.each(100, (seed, random) -> {
            int perSecond = 1 + random.nextInt(1000);
            int burst = 1 + random.nextInt(50);
            RateLimit limit = new RateLimit(perSecond, burst);
            long interval = 1_000_000_000L / perSecond;
            long now = ManualClock.START.toEpochMilli();
            long tokens = burst * interval;
            for (int i = 0; i < 1000; i++) {
                int passed = random.nextInt(3) == 0 ? random.nextInt(20) : 0;
                now += passed;
                tokens = Math.min(burst * interval, tokens + passed * 1_000_000L);
                long wait = limit.take(now);
                if (tokens >= interval) {
                    assertThat(wait).isZero();
                    tokens -= interval;
                } else {
                    assertThat(wait).isEqualTo((interval - tokens + 999_999) / 1_000_000);
                }
            }
        });
    }

    @Test
    void several_threads_take_no_more_than_there_is() throws Exception {
        RateLimit limit = new RateLimit(1, 1000);
        AtomicInteger taken = new AtomicInteger();
        long now = ManualClock.START.toEpochMilli();
        Concurrently.run(4, thread -> {
            for (int i = 0; i < 1000; i++) {
                taken.addAndGet(limit.take(now) == 0 ? 1 : 0);
            }
        });
        assertThat(taken).hasValue(1000);
    }

    @Test
    void the_connections_of_a_user_share_a_limit_and_another_user_has_its_own() {
        SessionRegistry registry = new SessionRegistry();
        SessionPolicy policy = policy("user-rate", 1, "user-burst", 10);
        ClientSession phone = ClientSession.open(Users.identity("alice", "phone"), new FakeWire(), policy);
        ClientSession desk = ClientSession.open(Users.identity("alice", "desk"), new FakeWire(), policy);
        ClientSession bob = ClientSession.open(Users.identity("bob", "b"), new FakeWire(), policy);
        registry.admit(phone, LoginLimits.NONE);
        registry.admit(desk, LoginLimits.NONE);
        registry.admit(bob, LoginLimits.NONE);
        for (int i = 0; i < 5; i++) {
            assertThat(phone.admit()).isZero();
            assertThat(desk.admit()).isZero();
        }
        assertThat(phone.admit()).isEqualTo(1000);
        assertThat(desk.admit()).isEqualTo(1000);
        assertThat(bob.admit()).isZero();
        registry.remove(phone);
        assertThat(desk.admit()).as("the other one left").isEqualTo(1000);
    }

    @Test
    void one_who_goes_on_after_many_refusals_is_closed_and_one_who_waits_is_not() {
        ClientSession session = open("rate", 1, "burst", 1, "rate-violations", 3);
        for (int round = 0; round < 10; round++) {
            assertThat(session.admit()).isZero();
            assertThat(session.admit()).isPositive();
            assertThat(session.admit()).isPositive();
            clock.advance(Duration.ofSeconds(1));
        }
        assertThat(session.isOpen()).isTrue();
        session.admit();
        for (int i = 0; i < 3; i++) {
            assertThat(session.isOpen()).isTrue();
            session.admit();
        }
        assertThat(wire.closeCode()).isEqualTo(4503);
        assertThat(wire.closeReason()).isEqualTo("rate_limited");
        assertThat(metrics.value(Count.MESSAGES_RATE_LIMITED)).isEqualTo(23);
    }

    @Test
    void a_rate_of_zero_is_no_limit() {
        ClientSession session = open("rate", 0, "user-rate", 0);
        for (int i = 0; i < 100_000; i++) {
            assertThat(session.admit()).isZero();
        }
    }
}
