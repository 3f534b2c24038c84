package io.signalbox.boot;

import io.signalbox.balancer.Balancer;
import io.signalbox.config.SettingsException;
import io.signalbox.endpoint.HubEndpoints;
import io.signalbox.hub.Hub;
import io.signalbox.node.Membership;
import io.signalbox.node.NodeInfo;
import io.signalbox.node.NodeLife;
import io.signalbox.node.NodeScheduler;
import io.signalbox.node.NodeSettings;
import io.signalbox.node.NodeState;
import io.signalbox.node.StartFailure;
import io.signalbox.publish.Relay;
import io.signalbox.queue.QueueCleaner;
import io.signalbox.records.RecordLife;
import io.signalbox.store.InboxCleaner;
import io.signalbox.store.SchemaMigration;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.time.Duration;

/**
 * Starts the application when everything else of the deployment is in place, and drains it while its sockets are still
 * open: the server calls this listener last at the start and first at the stop.
 */
@WebListener
public class Startup implements ServletContextListener {
    private static final System.Logger LOG = System.getLogger(Startup.class.getName());
    /** Under this name the launcher finds what to run before it stops the server. */
    private static final String DRAIN = "signalbox.drain";

    private static final Duration POLL = Duration.ofMillis(20);

    /** Looked up one by one, so that a bad setting is met here and not while this listener is made. */
    private final Instance<Object> beans;

    @Inject
    Startup(Instance<Object> beans) {
        this.beans = beans;
    }

    @Override
    public void contextInitialized(ServletContextEvent event) {
        try {
            start(event);
        } catch (SettingsException e) {
            throw StartFailure.BAD_SETTING.end(e.getMessage() == null ? e.toString() : e.getMessage(), e);
        } catch (SchemaMigration.MigrationException e) {
            throw StartFailure.DATABASE.end(e.getMessage() == null ? e.toString() : e.getMessage(), e);
        } catch (RuntimeException e) {
            SettingsException bad = settingsProblem(e);
            if (bad != null && bad.getMessage() != null) {
                throw StartFailure.BAD_SETTING.end(bad.getMessage(), e);
            }
            LOG.log(System.Logger.Level.ERROR, "start failed", e);
            throw StartFailure.UNEXPECTED.end("start failed: " + e, e);
        }
    }

    /** On a stock server. Our launcher drains earlier, when the server still works, and then nothing is left to do. */
    @Override
    public void contextDestroyed(ServletContextEvent event) {
        System.getProperties().remove(DRAIN);
        drain();
    }

    private void drain() {
        NodeLife life = get(NodeLife.class);
        if (!life.advanceTo(NodeState.DRAINING)) {
            return;
        }
        Hub hub = get(Hub.class);
        Balancer balancer = get(Balancer.class);
        Duration deadline = get(NodeSettings.class).drainTimeout();
        LOG.log(
                System.Logger.Level.INFO,
                "draining {0} connections",
                hub.sessions().size());
        try {
            get(Membership.class).leave();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "the cluster was not told that this node leaves: {0}", e.toString());
        }
        balancer.drain();
        get(HubEndpoints.class).drain();
        hub.drain(deadline);
        waitUntilEmpty(hub, deadline.plusSeconds(1));
        balancer.stop();
        stopRecords();
        life.advanceTo(NodeState.STOPPED);
        LOG.log(
                System.Logger.Level.INFO,
                "drained, {0} connections left",
                hub.sessions().size());
    }

    private void stopRecords() {
        try {
            get(RecordLife.class).stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void start(ServletContextEvent event) {
        NodeSettings settings = get(Settings.class).node();
        get(SchemaMigration.class).migrate();
        NodeInfo self = get(NodeInfo.class);
        Hub hub = get(Hub.class);
        get(HubEndpoints.class).register(event.getServletContext());
        Membership membership = get(Membership.class);
        Balancer balancer = get(Balancer.class);
        membership.onChange(hub::clusterChanged);
        membership.join();
        balancer.start();
        InboxCleaner cleaner = get(InboxCleaner.class);
        NodeScheduler scheduler = get(NodeScheduler.class);
        scheduler.every(Duration.ofMinutes(1), cleaner::clean);
        get(QueueCleaner.class).start(scheduler);
        get(Relay.class).start(scheduler);
        get(RecordLife.class).start(scheduler);
        get(NodeLife.class).advanceTo(NodeState.READY);
        System.setProperty(StartFailure.STARTED, "true");
        // The launcher's class loader knows no class of ours: a Runnable in the properties is what both understand.
        System.getProperties().put(DRAIN, (Runnable) this::drain);
        LOG.log(
                System.Logger.Level.INFO,
                "node ready: id={0} role={1} port={2}",
                self.id(),
                self.role(),
                Integer.toString(self.port()));
        if (settings.development()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "development mode: everybody who reaches this port may connect, send and look; loopback only");
        }
    }

    private static void waitUntilEmpty(Hub hub, Duration longest) {
        long end = System.nanoTime() + longest.toNanos();
        while (hub.sessions().size() > 0 && System.nanoTime() < end) {
            try {
                Thread.sleep(POLL.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static @org.jspecify.annotations.Nullable SettingsException settingsProblem(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SettingsException problem) {
                return problem;
            }
        }
        return null;
    }

    private <T> T get(Class<T> type) {
        return beans.select(type).get();
    }
}
