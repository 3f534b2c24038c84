package io.signalbox.limits;

import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.limits.QuotaAlert.Scope;
import io.signalbox.metrics.Count;
import io.signalbox.metrics.Metrics;
import io.signalbox.node.SparseLog;
import java.time.Clock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The limits of users, of tenants and of the application, for every inbound path: one call for each message that comes
 * from outside, whatever it comes by (row K09). Never blocks; safe from any thread. Without limits it costs the read of a field.
 *
 * <p>It fails open (hazard H68): when a ledger cannot tell, the message is let through and counted.
 */
public final class Quotas {
    private final boolean on;
    private final @Nullable QuotaLedger<UserKey> users;
    private final @Nullable QuotaLedger<Tenant> tenants;
    private final @Nullable QuotaLedger<Tenant> applications;
    private final Consumer<QuotaAlert> alerts;
    private final Metrics metrics;
    private final Clock clock;
    private final QuotaLedger.Notices<UserKey> userNotices =
            (key, kind, window, count, limit) -> raise(kind, Scope.USER, key.toString(), window, count, limit);
    private final QuotaLedger.Notices<Tenant> tenantNotices = (key, kind, window, count, limit) ->
            raise(kind, Scope.TENANT, key.appId() + '/' + key.namespace(), window, count, limit);
    private final QuotaLedger.Notices<Tenant> applicationNotices = (key, kind, window, count, limit) ->
            raise(kind, Scope.APPLICATION, key.appId() + '/' + key.namespace(), window, count, limit);
    private final SparseLog log;

    /** @param alerts told on the thread of the message; must not block */
    public Quotas(Ledgers ledgers, Consumer<QuotaAlert> alerts, Metrics metrics, Clock clock) {
        this.users = ledgers.users();
        this.tenants = ledgers.tenants();
        this.applications = ledgers.applications();
        this.on = users != null || tenants != null;
        this.alerts = alerts;
        this.metrics = metrics;
        this.clock = clock;
        this.log = new SparseLog(System.getLogger(Quotas.class.getName()), clock);
    }

    /** No limits: for a node that has none, and for tests. */
    public static Quotas none() {
        return new Quotas(new Ledgers(null, null, null), alert -> {}, new Metrics(), Clock.systemUTC());
    }

    /**
     * One more message of a user. What its own limit refuses does not count for the tenant, and what comes while the
     * tenant is blocked does not count for the user: who tries again is not blocked itself for it.
     *
     * @return 0: it is allowed; else in how many milliseconds one will be, to be answered with {@code rate_limited}
     */
    public long take(UserKey user) {
        return on ? count(user) : 0;
    }

    /** One more message that the application itself sends over HTTP. @return as {@link #take(UserKey)} */
    public long takeOfApplication(Tenant tenant) {
        long wait = applications == null ? 0 : take(applications, tenant, applicationNotices);
        if (wait > 0) {
            metrics.count(Count.MESSAGES_RATE_LIMITED);
        }
        return wait;
    }

    private long count(UserKey user) {
        long wait = tenants == null ? 0 : blockedFor(tenants, user.tenant());
        if (wait == 0 && users != null) {
            wait = take(users, user, userNotices);
        }
        if (wait == 0 && tenants != null) {
            wait = take(tenants, user.tenant(), tenantNotices);
        }
        if (wait > 0) {
            metrics.count(Count.MESSAGES_RATE_LIMITED);
        }
        return wait;
    }

    /** What cannot be told here is told, and counted, by {@link #take(QuotaLedger, Object, QuotaLedger.Notices)}. */
    private static <K> long blockedFor(QuotaLedger<K> ledger, K key) {
        try {
            return ledger.blockedFor(key);
        } catch (RuntimeException e) {
            return 0;
        }
    }

    private <K> long take(QuotaLedger<K> ledger, K key, QuotaLedger.Notices<K> notices) {
        try {
            return ledger.take(key, notices);
        } catch (RuntimeException e) {
            metrics.count(Count.QUOTA_UNCOUNTED);
            log.warn("limits not counted, messages are let through", e);
            return 0;
        }
    }

    private void raise(
            QuotaAlert.Kind kind, Scope scope, String key, QuotaAlert.Window window, long count, long limit) {
        metrics.count(kind == QuotaAlert.Kind.ALERT ? Count.QUOTA_ALERTS : Count.QUOTA_BLOCKS);
        alerts.accept(new QuotaAlert(kind, scope, key, window, count, limit, clock.instant()));
    }

    /**
     * What counts; null: no limit.
     *
     * @param users what users send
     * @param tenants what all users of a tenant send
     * @param applications what the application itself sends for a tenant
     */
    public record Ledgers(
            @Nullable QuotaLedger<UserKey> users,
            @Nullable QuotaLedger<Tenant> tenants,
            @Nullable QuotaLedger<Tenant> applications) {}
}
