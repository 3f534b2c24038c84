package io.signalbox.truth;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Makes the faults of one plan at their times, and heals each. */
final class Injector {
    /** Large messages to a slow reader, 9 MB together: more than the buffers of two sockets keep. */
    private static final int FLOOD = 150;

    private static final Duration LONGEST_FLOOD = Duration.ofSeconds(15);

    private final Plan plan;
    private final Site site;
    private final List<Sender> senders;
    private final List<Receiver> receivers;
    private final EventLog log;
    private final List<Future<?>> faults = new ArrayList<>();
    private final ScheduledExecutorService clock = new ScheduledThreadPoolExecutor(4);

    Injector(Plan plan, Site site, List<Sender> senders, List<Receiver> receivers, EventLog log) {
        this.plan = plan;
        this.site = site;
        this.senders = senders;
        this.receivers = receivers;
        this.log = log;
    }

    /** The run begins now. */
    void start() {
        for (Fault fault : plan.faults()) {
            faults.add(clock.schedule(
                    () -> {
                        make(fault);
                        return fault;
                    },
                    fault.atMillis(),
                    TimeUnit.MILLISECONDS));
        }
    }

    /** Waits until all was made and healed, and every node works. */
    void awaitHealed() throws InterruptedException {
        try {
            for (Future<?> fault : faults) {
                fault.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a fault of seed " + plan.seed() + " could not be made or healed", e);
        } finally {
            clock.shutdownNow();
        }
        site.awaitReady();
    }

    private void make(Fault fault) throws IOException, InterruptedException {
        int target = fault.target();
        log.fault(target(fault), fault.kind());
        switch (fault.kind()) {
            case KILL -> {
                site.kill(target);
                site.start(target);
            }
            case STOP -> {
                site.stop(target);
                site.start(target);
            }
            case FREEZE -> {
                site.freeze(target);
                TimeUnit.MILLISECONDS.sleep(fault.lastsMillis());
                site.thaw(target);
            }
            case DATABASE -> {
                site.stopDatabase();
                TimeUnit.MILLISECONDS.sleep(fault.lastsMillis());
                site.startDatabase();
            }
            case DATABASE_CRASH -> {
                site.crashDatabase();
                TimeUnit.MILLISECONDS.sleep(fault.lastsMillis());
                site.startDatabase();
            }
            case RESET_SENDER -> senders.get(target).reset();
            case RESET_RECEIVER -> receivers.get(target).reset();
            case SLOW_READER -> slow(receivers.get(target), fault.lastsMillis());
        }
    }

    /** It reads on some time after everything was sent to it. */
    private void slow(Receiver receiver, int lastsMillis) throws InterruptedException {
        receiver.pauseReading(true);
        senders.forEach(sender -> sender.flood(receiver.user(), FLOOD / senders.size()));
        long end = System.nanoTime() + LONGEST_FLOOD.toNanos();
        while (senders.stream().anyMatch(Sender::isFlooding) && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        TimeUnit.MILLISECONDS.sleep(lastsMillis);
        receiver.pauseReading(false);
    }

    private String target(Fault fault) {
        return switch (fault.kind()) {
            case KILL, STOP, FREEZE -> site.name(fault.target());
            case DATABASE, DATABASE_CRASH -> "database";
            case RESET_SENDER -> "sender " + fault.target();
            case RESET_RECEIVER, SLOW_READER -> "receiver " + fault.target();
        };
    }
}
