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
import io.signalbox.testing.Users;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
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
                new InMemoryQuotaLedger<>(new QuotaRule(2, 0, 100, BLOCK), 100, metrics, clock.meter());
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
        Quotas quotas = quotas(new Broken<>(), ledger(new QuotaRule(2, 0, 100, BLOCK)));
        assertThat(allowed(quotas, ALICE, 3)).as("the tenant's limit holds").isEqualTo(2);
        assertThat(metrics.value(Count.QUOTA_UNCOUNTED)).isEqualTo(3);
        assertThat(allowed(quotas(null, new Broken<>()), ALICE, 3)).isEqualTo(3);
        assertThat(metrics.value(Count.QUOTA_UNCOUNTED)).isEqualTo(6);
    }

    @Test
    @Tag("K09")
    void what_comes_while_the_tenant_is_blocked_does_not_count_for_the_user() {
        Quotas quotas = quotas(ledger(new QuotaRule(5, 0, 100, BLOCK)), ledger(new QuotaRule(2, 0, 100, BLOCK)));
        assertThat(allowed(quotas, ALICE, 100)).isEqualTo(2);
        assertThat(alerts).extracting(QuotaAlert::scope).containsOnly(Scope.TENANT);
        clock.advance(BLOCK);
        assertThat(quotas.take(ALICE))
                .as("the tenant's block is over, and she has none")
                .isZero();
    }

    @Test
    @Tag("K09")
    void the_application_has_a_limit_of_its_own_for_each_tenant_that_touches_nobody_elses() {
        QuotaRule rule = new QuotaRule(2, 0, 100, BLOCK);
        Quotas quotas = new Quotas(new Quotas.Ledgers(null, ledger(rule), ledger(rule)), alerts::add, metrics, clock);
        Tenant tenant = ALICE.tenant();
        assertThat(quotas.takeOfApplication(tenant)).isZero();
        assertThat(quotas.takeOfApplication(tenant)).isZero();
        assertThat(quotas.takeOfApplication(tenant)).isEqualTo(BLOCK.toMillis());
        assertThat(quotas.takeOfApplication(new Tenant("other", "n"))).isZero();
        assertThat(allowed(quotas, ALICE, 3)).isEqualTo(2);
        assertThat(alerts)
                .extracting(QuotaAlert::scope, QuotaAlert::kind)
                .startsWith(tuple(Scope.APPLICATION, Kind.ALERT), tuple(Scope.APPLICATION, Kind.BLOCKED));
        assertThat(metrics.value(Count.MESSAGES_RATE_LIMITED)).isEqualTo(2);
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
        return new InMemoryQuotaLedger<>(rule, 1000, metrics, clock.meter());
    }

    private Quotas quotas(@Nullable QuotaLedger<UserKey> users, @Nullable QuotaLedger<Tenant> tenants) {
        return new Quotas(new Quotas.Ledgers(users, tenants, null), alerts::add, metrics, clock);
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

    private static final class Broken<K> implements QuotaLedger<K> {
        @Override
        public long take(K key, Notices<K> notices) {
            throw new IllegalStateException("no cluster");
        }

        @Override
        public long blockedFor(K key) {
            throw new IllegalStateException("no cluster");
        }
    }
}
