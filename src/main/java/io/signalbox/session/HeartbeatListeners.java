package io.signalbox.session;

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/** Several listeners as one. A heartbeat counts when none of them refuses it; one that fails does not refuse. */
final class HeartbeatListeners implements HeartbeatListener {
    private static final System.Logger LOG = System.getLogger(HeartbeatListeners.class.getName());

    private final List<HeartbeatListener> listeners;

    HeartbeatListeners(Collection<? extends HeartbeatListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    /** All are asked, also after one refused. */
    @Override
    public boolean before(ClientSession session) {
        boolean[] allowed = {true};
        each(listener -> allowed[0] &= listener.before(session));
        return allowed[0];
    }

    @Override
    public void report(ClientSession session) {
        each(listener -> listener.report(session));
    }

    @Override
    public void after(ClientSession session) {
        each(listener -> listener.after(session));
    }

    @Override
    public void timedOut(ClientSession session) {
        each(listener -> listener.timedOut(session));
    }

    private void each(Consumer<HeartbeatListener> told) {
        for (HeartbeatListener listener : listeners) {
            try {
                told.accept(listener);
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "a heartbeat listener failed", e);
            }
        }
    }
}
