package io.signalbox.console;

import io.signalbox.admin.AdminViews;
import io.signalbox.node.NodeLife;
import io.signalbox.node.NodeScheduler;
import io.signalbox.node.NodeState;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.faces.push.Push;
import jakarta.faces.push.PushContext;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;

/**
 * Tells open consoles that something changed; they then ask for the tables. Looks once a second, so that a thousand
 * connects in a second are one update, and says nothing while nothing changes.
 */
@ApplicationScoped
public class ConsolePush {
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final AdminViews views;
    private final PushContext channel;
    private List<Object> shown = List.of();

    @Inject
    ConsolePush(AdminViews views, @Push(channel = "console") PushContext channel) {
        this.views = views;
        this.channel = channel;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected ConsolePush() {
        this(null, null);
    }

    /** Compares and tells. Called by one thread at a time. */
    public void look() {
        List<Object> present = List.of(views.nodes(), views.backends(), views.clients());
        if (!present.equals(shown)) {
            shown = present;
            channel.send("changed");
        }
    }

    /** Begins to look once the node is ready: before that, asking would create what the start is about to create. */
    @ApplicationScoped
    static class Ticker {
        void watch(
                @Observes @Initialized(ApplicationScoped.class) Object context,
                NodeLife life,
                Instance<ConsolePush> push,
                Instance<NodeScheduler> time) {
            life.onTransition(state -> {
                if (state == NodeState.READY) {
                    ConsolePush console = push.get();
                    time.get().every(INTERVAL, console::look);
                }
            });
        }
    }
}
