package io.signalbox.testing;

import io.signalbox.session.ClientSession;
import io.signalbox.session.HeartbeatListener;
import java.util.function.Consumer;

/** Writes down by name what a heartbeat listener is told. */
public final class HeartbeatLog implements HeartbeatListener {
    private final boolean allow;
    private final Consumer<String> log;

    /** @param allow whether heartbeats count */
    public HeartbeatLog(boolean allow, Consumer<String> log) {
        this.allow = allow;
        this.log = log;
    }

    @Override
    public boolean before(ClientSession session) {
        log.accept("before heartbeat");
        return allow;
    }

    @Override
    public void report(ClientSession session) {
        log.accept("heartbeat report");
    }

    @Override
    public void after(ClientSession session) {
        log.accept("after heartbeat");
    }

    @Override
    public void timedOut(ClientSession session) {
        log.accept("heartbeat timeout");
    }
}
