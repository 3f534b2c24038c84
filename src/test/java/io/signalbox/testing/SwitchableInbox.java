package io.signalbox.testing;

import io.signalbox.hub.Appended;
import io.signalbox.hub.DeviceAcks;
import io.signalbox.hub.Inbox;
import io.signalbox.hub.InboxUnavailableException;
import io.signalbox.hub.Resumed;
import io.signalbox.identity.ResumePoint;
import io.signalbox.identity.UserKey;
import io.signalbox.protocol.EncodedMessage;
import io.signalbox.protocol.Message;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** An inbox that can be taken down, counts what it is asked, and lets the test step in before an append or a read. */
public final class SwitchableInbox implements Inbox {
    private final Inbox inbox;
    private final AtomicInteger appends = new AtomicInteger();
    private final AtomicInteger acknowledgements = new AtomicInteger();
    private final Queue<Runnable> held = new ConcurrentLinkedQueue<>();
    private volatile boolean down;
    private volatile boolean holding;
    private volatile Runnable beforeAppend = () -> {};
    private volatile Runnable beforeAcknowledge = () -> {};
    private volatile Runnable afterRead = () -> {};

    public SwitchableInbox(Inbox inbox) {
        this.inbox = inbox;
    }

    /** From now on it does not answer (or answers again). */
    public void down(boolean value) {
        down = value;
    }

    /** From now on appends are done, but nobody hears of it until {@link #release}. */
    public void hold() {
        holding = true;
    }

    /** Completes the oldest {@code count} of what is held. */
    public void release(int count) {
        for (int i = 0; i < count; i++) {
            held.remove().run();
        }
    }

    /** How many appends are held. */
    public int held() {
        return held.size();
    }

    /** Runs before each append. */
    public void beforeAppend(Runnable hook) {
        beforeAppend = hook;
    }

    /** Runs before each acknowledgement. */
    public void beforeAcknowledge(Runnable hook) {
        beforeAcknowledge = hook;
    }

    /** Runs between a read and its answer. */
    public void afterRead(Runnable hook) {
        afterRead = hook;
    }

    /** How often something was appended. */
    public int appends() {
        return appends.get();
    }

    /** How often something was acknowledged. */
    public int acknowledgements() {
        return acknowledgements.get();
    }

    @Override
    public CompletableFuture<List<Appended>> appendAll(List<UserKey> users, Message message, EncodedMessage encoded) {
        beforeAppend.run();
        if (down) {
            return CompletableFuture.failedFuture(
                    new InboxUnavailableException("told to be down", new IllegalStateException()));
        }
        CompletableFuture<List<Appended>> done = inbox.appendAll(users, message, encoded)
                .thenApply(appended -> {
                    appends.addAndGet(users.size());
                    return appended;
                });
        if (!holding) {
            return done;
        }
        CompletableFuture<List<Appended>> later = new CompletableFuture<>();
        held.add(() -> later.complete(done.join()));
        return later;
    }

    @Override
    public Page read(UserKey user, long after, int limit) {
        answer();
        Page page = inbox.read(user, after, limit);
        afterRead.run();
        return page;
    }

    @Override
    public Acknowledged acknowledge(UserKey user, DeviceAcks acks) {
        beforeAcknowledge.run();
        answer();
        acknowledgements.incrementAndGet();
        return inbox.acknowledge(user, acks);
    }

    @Override
    public Resumed resume(UserKey user, String clientId, ResumePoint point) {
        answer();
        return inbox.resume(user, clientId, point);
    }

    @Override
    public boolean remembersDevices() {
        return inbox.remembersDevices();
    }

    @Override
    public void remove(UserKey user, List<Long> seqs) {
        answer();
        inbox.remove(user, seqs);
    }

    @Override
    public int expire() {
        answer();
        return inbox.expire();
    }

    private void answer() {
        if (down) {
            throw new InboxUnavailableException("told to be down", new IllegalStateException());
        }
    }
}
