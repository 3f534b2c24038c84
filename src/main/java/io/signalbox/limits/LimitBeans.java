package io.signalbox.limits;

import io.github.bucket4j.TimeMeter;
import io.signalbox.metrics.Metrics;
import io.signalbox.node.NodeScheduler;
import io.signalbox.node.WorkerPool;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes the limits of this node from its settings. */
@Dependent
final class LimitBeans {
    private static final Duration SWEEP = Duration.ofMinutes(1);

    @Produces
    @Singleton
    static Quotas quotas(
            LimitSettings settings,
            Event<QuotaAlert> event,
            WorkerPool workers,
            NodeScheduler scheduler,
            Metrics metrics,
            Clock clock) {
        List<AlertQueue> queues = new ArrayList<>();
        for (AlertSender sender : senders(settings.alerts(), event)) {
            queues.add(new AlertQueue(sender, workers, scheduler, metrics));
        }
        Consumer<QuotaAlert> alerts = alert -> queues.forEach(queue -> queue.accept(alert));
        Quotas.Ledgers ledgers = new Quotas.Ledgers(
                ledger("users", settings.user(), settings.maxTracked(), scheduler, metrics),
                ledger("tenants", settings.tenant(), settings.maxTracked(), scheduler, metrics),
                ledger("applications", settings.application(), settings.maxTracked(), scheduler, metrics));
        return new Quotas(ledgers, alerts, metrics, clock);
    }

    private static <K> @Nullable QuotaLedger<K> ledger(
            String whose, QuotaRule rule, int maxKeys, NodeScheduler scheduler, Metrics metrics) {
        if (!rule.limits()) {
            return null;
        }
        InMemoryQuotaLedger<K> ledger = new InMemoryQuotaLedger<>(rule, maxKeys, metrics, TimeMeter.SYSTEM_NANOTIME);
        scheduler.every(SWEEP, ledger::sweep);
        metrics.gauge("signalbox_quota_" + whose, whose + " whose messages are counted against a limit", ledger::size);
        return ledger;
    }

    private static List<AlertSender> senders(AlertSettings settings, Event<QuotaAlert> event) {
        List<AlertSender> senders = new ArrayList<>();
        senders.add(new AlertObservers(event::fire));
        if (!settings.webhook().isEmpty()) {
            HttpClient client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(settings.webhookTimeout())
                    .build();
            senders.add(new Webhook(
                    client, URI.create(settings.webhook()), settings.webhookSecret(), settings.webhookTimeout()));
        }
        if (!settings.mailSession().isEmpty()) {
            senders.add(new AlertMail(
                    MailSessions.named(settings.mailSession()), settings.mailFrom(), settings.mailReceivers()));
        }
        return senders;
    }
}
