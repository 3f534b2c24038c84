package io.signalbox.truth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * One plan carried out: drivers and faults for its length; then nothing new is sent, everything is healed, each device
 * connects once more, and it is over when all that was stored has arrived, or when nothing arrives any more.
 */
final class Run {
    /** Longer than a hub, its database and its cluster need to get over a fault. */
    private static final Duration ANSWERS = Duration.ofMinutes(1);

    private static final Duration QUIET = Duration.ofSeconds(20);
    private static final Duration ARRIVALS = Duration.ofMinutes(2);
    /** What comes too much comes soon. */
    private static final Duration EXTRA = Duration.ofMillis(300);

    private final Plan plan;
    private final Site site;
    private final EventLog log;
    private final Board board = new Board();
    private final List<Sender> senders = new ArrayList<>();
    private final List<Receiver> receivers = new ArrayList<>();

    private Run(Plan plan, Site site, EventLog log) {
        this.plan = plan;
        this.site = site;
        this.log = log;
    }

    /**
     * Carries it out and judges.
     *
     * @param folder of the log, made when there is none
     * @throws IllegalStateException when the site did not get over a fault
     */
    static Verdict of(Plan plan, Site site, Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("plan.txt"), plan + System.lineSeparator());
        Path file = folder.resolve("events.log");
        try (EventLog log = new EventLog(file)) {
            new Run(plan, site, log).go();
        }
        return Checker.check(EventLog.read(file));
    }

    private void go() throws InterruptedException {
        // Who was here before with the same seed has an inbox with the same name.
        String unique = plan.seed() + "-" + Long.toString(System.nanoTime(), Character.MAX_RADIX) + "-";
        for (int i = 0; i < plan.receivers(); i++) {
            String user = "to" + unique + (i % 3 == 2 ? i - 1 : i);
            receivers.add(new Receiver(user, "device" + i, plan.isSlow(i), site, log, board, plan.seed() * 100 + i));
        }
        List<String> users = receivers.stream().map(Receiver::user).distinct().toList();
        for (int i = 0; i < plan.senders(); i++) {
            senders.add(new Sender("from" + unique + i, users, site, log, board, plan.seed() * 100 + 50 + i));
        }
        List<Thread> threads = new ArrayList<>();
        receivers.forEach(receiver -> threads.add(started(receiver)));
        senders.forEach(sender -> threads.add(started(sender)));
        try {
            Injector injector = new Injector(plan, site, senders, receivers, log);
            injector.start();
            TimeUnit.MILLISECONDS.sleep(plan.length().toMillis());
            senders.forEach(Sender::settle);
            injector.awaitHealed();
            settle();
            log.end();
        } finally {
            receivers.forEach(Receiver::end);
            senders.forEach(Sender::end);
            for (Thread thread : threads) {
                thread.join(TimeUnit.SECONDS.toMillis(10));
            }
        }
    }

    private void settle() throws InterruptedException {
        await(ANSWERS, () -> senders.stream().allMatch(Sender::isSettled));
        receivers.forEach(Receiver::settle);
        await(ARRIVALS, () -> board.isComplete() || board.quietMillis() > QUIET.toMillis());
        TimeUnit.MILLISECONDS.sleep(EXTRA.toMillis());
    }

    private static void await(Duration longest, BooleanSupplier done) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        while (!done.getAsBoolean() && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private static Thread started(Runnable driver) {
        Thread thread = new Thread(driver, driver.getClass().getSimpleName());
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
