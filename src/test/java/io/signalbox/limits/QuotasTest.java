package io.signalbox.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.limits.QuotaAlert.Kind;
import io.signalbox.limits.QuotaAlert.Scope;
import io.signalbox.limits.QuotaAlert.Window;
import io.signalbox.metrics.Count;
import io.signalbox.metrics.Metrics;
import io.signalbox.testing.ManualClock;
import io.signalbox.testing.Seeds;
import io.signalbox.testing.Users;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class QuotasTest {
    private static final Duration BLOCK = Duration.ofMinutes(5);
    private static final UserKey ALICE = Users.user("alice");

    private final ManualClock clock = new ManualClock();
    private final Metrics metrics = new Metrics();
    private final List<QuotaAlert> alerts = new CopyOnWriteArrayList<>();

    @Test
    @Tag("K09")
    void a_user_is_limited_at_n_and_blocked_for_exactly_the_time_that_is_stated() {
        Quotas quotas = users(new QuotaRule(10, 0, 80, BLOCK));
        assertThat(allowed(quotas, ALICE, 10)).isEqualTo(10);
        assertThat(quotas.take(ALICE)).isEqualTo(300_000);
        clock.advance(Duration.ofMillis(299_999));
        assertThat(quotas.take(ALICE)).isEqualTo(1);
        clock.advance(Duration.ofMillis(1));
        assertThat(allowed(quotas, ALICE, 10)).isEqualTo(10);
        assertThat(metrics.value(Count.MESSAGES_RATE_LIMITED)).isEqualTo(2);
    }

    @Test
    @Tag("K09")
    @Tag("K10")
    void at_80_percent_there_is_one_alert_for_each_window_and_one_for_each_block_with_the_counts() {
        Quotas quotas = users(new QuotaRule(10, 0, 80, BLOCK));
        allowed(quotas, ALICE, 7);
        assertThat(alerts).isEmpty();
        allowed(quotas, ALICE, 10);
        String key = "__default_app__/__default_ns__/alice";
        Instant at = ManualClock.START;
        assertThat(alerts)
                .containsExactly(
                        new QuotaAlert(Kind.ALERT, Scope.USER, key, Window.MINUTE, 8, 10, at),
                        new QuotaAlert(Kind.BLOCKED, Scope.USER, key, Window.MINUTE, 10, 10, at));
        alerts.clear();
        clock.advance(BLOCK);
        allowed(quotas, ALICE, 8);
        clock.advance(Duration.ofMinutes(1));
        allowed(quotas, ALICE, 8);
        assertThat(alerts).extracting(QuotaAlert::kind).containsExactly(Kind.ALERT, Kind.ALERT);
        assertThat(metrics.value(Count.QUOTA_ALERTS)).isEqualTo(3);
        assertThat(metrics.value(Count.QUOTA_BLOCKS)).isEqualTo(1);
    }

    @Test
    void a_part_that_is_no_whole_number_is_rounded_up() {
        assertThat(new QuotaRule(1, 0, 80, BLOCK).alertAt(1)).isEqualTo(1);
        assertThat(new QuotaRule(7, 0, 50, BLOCK).alertAt(7)).isEqualTo(4);
        assertThat(new QuotaRule(7, 0, 100, BLOCK).alertAt(7)).isEqualTo(7);
        assertThat(new QuotaRule(7, 0, 1, BLOCK).alertAt(1_000_000_000)).isEqualTo(10_000_000);
    }

    @Test
    @Tag("K09")
    void a_window_begins_anew_when_it_is_over() {
        Quotas quotas = users(new QuotaRule(10, 0, 80, BLOCK));
        assertThat(allowed(quotas, ALICE, 9)).isEqualTo(9);
        clock.advance(Duration.ofMillis(59_999));
        assertThat(quotas.take(ALICE)).isZero();
        clock.advance(Duration.ofMillis(1));
        assertThat(allowed(quotas, ALICE, 10)).isEqualTo(10);
    }

    @Test
    @Tag("K09")
    void a_block_ends_no_earlier_than_the_window_that_is_used_up() {
        Quotas quotas = users(new QuotaRule(0, 10, 80, BLOCK));
        allowed(quotas, ALICE, 5);
        clock.advance(Duration.ofMinutes(20));
        assertThat(allowed(quotas, ALICE, 5)).isEqualTo(5);
        assertThat(quotas.take(ALICE)).isEqualTo(Duration.ofMinutes(40).toMillis());
        clock.advance(Duration.ofMinutes(40).minusMillis(1));
        assertThat(quotas.take(ALICE)).isEqualTo(1);
        clock.advance(Duration.ofMillis(1));
        assertThat(allowed(quotas, ALICE, 10)).isEqualTo(10);
        assertThat(alerts)
                .extracting(QuotaAlert::window, QuotaAlert::kind)
                .startsWith(tuple(Window.HOUR, Kind.ALERT), tuple(Window.HOUR, Kind.BLOCKED));
    }

    @Test
    @Tag("K09")
    void both_windows_count_and_what_one_refuses_is_not_counted_by_the_other() {
        Quotas quotas = users(new QuotaRule(4, 10, 100, Duration.ofMinutes(1)));
        int let = 0;
        for (int minute = 0; minute < 5; minute++) {
            let += allowed(quotas, ALICE, 5);
            clock.advance(Duration.ofMinutes(1));
        }
        // 4, 4, and 2 of the third minute: then the hour is used up.
        assertThat(let).isEqualTo(10);
        assertThat(alerts)
                .extracting(QuotaAlert::kind, QuotaAlert::window, QuotaAlert::count)
                .contains(tuple(Kind.BLOCKED, Window.HOUR, 10L));
    }

    @Test
    @Tag("K09")
    void the_same_user_id_in_two_apps_is_two_users() {
        Quotas quotas = users(new QuotaRule(3, 0, 80, BLOCK));
        UserKey here = new UserKey(new Tenant("app-1", "n"), "alice");
        UserKey there = new UserKey(new Tenant("app-2", "n"), "alice");
        assertThat(allowed(quotas, here, 5)).isEqualTo(3);
        assertThat(allowed(quotas, there, 5)).isEqualTo(3);
        assertThat(alerts).extracting(QuotaAlert::key).contains("app-1/n/alice", "app-2/n/alice");
    }

    @Test
    @Tag("K09")
    void users_of_a_tenant_share_its_limit_and_other_tenants_have_their_own() {
        Quotas quotas = quotas(null, ledger(new QuotaRule(6, 0, 50, BLOCK)));
        Tenant tenant = new Tenant("app", "one");
        assertThat(allowed(quotas, new UserKey(tenant, "alice"), 4)).isEqualTo(4);
        assertThat(allowed(quotas, new UserKey(tenant, "bob"), 4)).isEqualTo(2);
        assertThat(allowed(quotas, new UserKey(new Tenant("app", "two"), "alice"), 4))
                .isEqualTo(4);
        assertThat(alerts)
                .extracting(QuotaAlert::scope, QuotaAlert::kind, QuotaAlert::key)
                .startsWith(tuple(Scope.TENANT, Kind.ALERT, "app/one"), tuple(Scope.TENANT, Kind.BLOCKED, "app/one"));
    }

    @Test
    void what_the_users_own_limit_refuses_does_not_count_for_the_tenant() {
        Quotas quotas = quotas(ledger(new QuotaRule(2, 0, 100, BLOCK)), ledger(new QuotaRule(4, 0, 100, BLOCK)));
        allowed(quotas, ALICE, 50);
        assertThat(allowed(quotas, Users.user("bob"), 2)).isEqualTo(2);
    }

    @Test
    @Tag("K09")
    void threads_that_send_together_get_exactly_n_and_one_alert() throws Exception {
        Quotas quotas = users(new QuotaRule(1000, 0, 80, BLOCK));
        AtomicInteger let = new AtomicInteger();
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        for (int i = 0; i < 4; i++) {
            threads.execute(() -> {
                try {
                    start.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                let.addAndGet(allowed(quotas, ALICE, 500));
            });
        }
        start.countDown();
        threads.shutdown();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(let).hasValue(1000);
        assertThat(alerts).extracting(QuotaAlert::kind).containsExactlyInAnyOrder(Kind.ALERT, Kind.BLOCKED);
    }

    @Test
    void whatever_the_order_of_time_and_messages_no_window_lets_more_through_than_it_has() {
        Seeds.each(50, (seed, random) -> {
            ManualClock time = new ManualClock();
            int limit = 1 + random.nextInt(20);
            QuotaLedger<UserKey> ledger = new InMemoryQuotaLedger<>(
                    new QuotaRule(limit, 0, 80, Duration.ofSeconds(1 + random.nextInt(90))), 10, metrics, time);
            Quotas quotas = new Quotas(ledger, null, alert -> {}, metrics, time);
            long window = 0;
            int inWindow = 0;
            long promised = 0;
            for (int i = 0; i < 2000; i++) {
                time.advance(Duration.ofMillis(random.nextInt(3000)));
                long now = Duration.between(ManualClock.START, time.instant()).toMillis();
                long wait = quotas.take(ALICE);
                if (i == 0) {
                    window = now;
                }
                while (now - window >= 60_000) {
                    window += 60_000;
                    inWindow = 0;
                }
                if (wait == 0) {
                    assertThat(now).isGreaterThanOrEqualTo(promised);
                    assertThat(++inWindow).isLessThanOrEqualTo(limit);
                } else if (promised > now) {
                    assertThat(now + wait)
                            .as("the block ends when it was said to")
                            .isEqualTo(promised);
                } else {
                    promised = now + wait;
                }
            }
            assertThat(promised).isPositive();
        });
    }

    @Test
    void idle_users_are_forgotten_and_blocked_ones_are_not() {
        InMemoryQuotaLedger<UserKey> ledger = ledger(new QuotaRule(2, 0, 100, BLOCK));
        Quotas quotas = quotas(ledger, null);
        allowed(quotas, ALICE, 3);
        quotas.take(Users.user("bob"));
        clock.advance(Duration.ofMinutes(1));
        quotas.take(Users.user("carol"));
        ledger.sweep();
        assertThat(ledger.size()).isEqualTo(2);
        assertThat(quotas.take(ALICE)).isEqualTo(Duration.ofMinutes(4).toMillis());
        clock.advance(BLOCK);
        ledger.sweep();
        assertThat(ledger.size()).isZero();
        assertThat(allowed(quotas, ALICE, 3)).isEqualTo(2);
    }

    @Test
    @Tag("H68")
    void invented_user_ids_take_bounded_memory_and_nobodys_messages() {
        InMemoryQuotaLedger<UserKey> ledger =
                new InMemoryQuotaLedger<>(new QuotaRule(2, 0, 100, BLOCK), 100, metrics, clock);
        Quotas quotas = quotas(ledger, null);
        allowed(quotas, ALICE, 3);
        for (int i = 0; i < 10_000; i++) {
            assertThat(quotas.take(Users.user("invented-" + i))).isZero();
        }
        assertThat(ledger.size()).isEqualTo(100);
        assertThat(metrics.value(Count.QUOTA_UNCOUNTED)).isEqualTo(10_000 - 99);
        assertThat(quotas.take(ALICE)).as("who was counted stays counted").isPositive();
    }

    @Test
    @Tag("H68")
    void a_ledger_that_cannot_tell_lets_the_message_through_and_it_is_counted() {
        QuotaLedger<UserKey> broken = (key, notices) -> {
            throw new IllegalStateException("no cluster");
        };
        Quotas quotas = quotas(broken, ledger(new QuotaRule(2, 0, 100, BLOCK)));
        assertThat(allowed(quotas, ALICE, 3)).as("the tenant's limit holds").isEqualTo(2);
        assertThat(metrics.value(Count.QUOTA_UNCOUNTED)).isEqualTo(3);
    }

    @Test
    void a_clock_that_is_set_back_makes_no_window_and_no_block_longer() {
        SettableClock settable = new SettableClock();
        QuotaLedger<UserKey> ledger =
                new InMemoryQuotaLedger<>(new QuotaRule(2, 0, 100, BLOCK), 100, metrics, settable);
        Quotas quotas = new Quotas(ledger, null, alerts::add, metrics, settable);
        allowed(quotas, ALICE, 3);
        settable.now = settable.now.minus(Duration.ofHours(3));
        assertThat(quotas.take(ALICE)).isEqualTo(BLOCK.toMillis());
        settable.now = settable.now.plus(BLOCK);
        assertThat(allowed(quotas, ALICE, 3)).isEqualTo(2);
    }

    @Test
    void without_limits_nothing_is_asked() {
        assertThat(allowed(Quotas.none(), ALICE, 100_000)).isEqualTo(100_000);
        assertThat(new QuotaRule(0, 0, 80, BLOCK).limits()).isFalse();
        assertThat(new QuotaRule(0, 1, 80, BLOCK).limits()).isTrue();
    }

    private Quotas users(QuotaRule rule) {
        return quotas(ledger(rule), null);
    }

    private <K> InMemoryQuotaLedger<K> ledger(QuotaRule rule) {
        return new InMemoryQuotaLedger<>(rule, 1000, metrics, clock);
    }

    private Quotas quotas(@Nullable QuotaLedger<UserKey> users, @Nullable QuotaLedger<Tenant> tenants) {
        return new Quotas(users, tenants, alerts::add, metrics, clock);
    }

    /** How many of {@code messages} are let through. */
    private static int allowed(Quotas quotas, UserKey user, int messages) {
        int allowed = 0;
        for (int i = 0; i < messages; i++) {
            if (quotas.take(user) == 0) {
                allowed++;
            }
        }
        return allowed;
    }

    private static final class SettableClock extends Clock {
        private volatile Instant now = ManualClock.START;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("always UTC");
        }
    }
}
