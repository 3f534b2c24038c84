package io.signalbox.client;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.concurrent.RejectedExecutionException;

/** A scheduler whose time stands still until a test moves it; what is to run soon runs at once. One thread only. */
final class ManualClock implements ClientScheduler {
    private record Task(long at, long order, Runnable run) {}

    private final PriorityQueue<Task> timers =
            new PriorityQueue<>(Comparator.comparingLong(Task::at).thenComparingLong(Task::order));
    private final Deque<Runnable> soon = new ArrayDeque<>();
    private boolean running;
    private boolean held;
    private boolean shut;
    private long now;
    private long order;

    @Override
    public void execute(Runnable task) {
        if (shut) {
            throw new RejectedExecutionException("shut");
        }
        soon.add(task);
        runSoon();
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        Task timer = new Task(now + delay.toNanos(), order++, task);
        timers.add(timer);
        return () -> timers.remove(timer);
    }

    /** Runs what falls due, in the order of time. */
    void advance(Duration time) {
        long end = now + time.toNanos();
        for (Task due = timers.peek(); due != null && due.at() <= end; due = timers.peek()) {
            timers.poll();
            now = due.at();
            execute(due.run());
        }
        now = end;
    }

    void advanceMillis(long millis) {
        advance(Duration.ofMillis(millis));
    }

    int waiting() {
        return timers.size();
    }

    /** From now on nothing runs, as when the thread is busy. */
    void hold() {
        held = true;
    }

    void letGo() {
        held = false;
        runSoon();
    }

    void shut() {
        shut = true;
    }

    private void runSoon() {
        if (running || held) {
            return;
        }
        running = true;
        try {
            for (Runnable task = soon.poll(); task != null; task = soon.poll()) {
                task.run();
            }
        } finally {
            running = false;
        }
    }
}
