package io.signalbox.hub;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.signalbox.identity.UserKey;
import io.signalbox.protocol.Message;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * One execution of a batch: users wait in a queue, and each worker takes one after the other. A worker yields its strand
 * after each user, so that a large batch holds nobody else up for long. Whoever waits for the end works too, so it comes
 * even when no other thread is free.
 */
final class BatchRun {
    private static final int WORKERS = 8;

    private final Queue<Map.Entry<UserKey, List<Message>>> waiting;
    private final BiFunction<UserKey, List<Message>, Batch.UserResult> send;
    private final Later later;
    private final Consumer<Batch.Result> whenDone;
    private final Map<UserKey, Batch.UserResult> results = new HashMap<>();
    private final CountDownLatch done = new CountDownLatch(1);
    private final int users;

    BatchRun(
            Map<UserKey, List<Message>> messages,
            BiFunction<UserKey, List<Message>, Batch.UserResult> send,
            Later later,
            Consumer<Batch.Result> whenDone) {
        this.waiting = new ArrayDeque<>(messages.entrySet());
        this.users = messages.size();
        this.send = send;
        this.later = later;
        this.whenDone = whenDone;
    }

    /** Starts the workers. @return false when there is no room for even one */
    @CanIgnoreReturnValue
    boolean begin() {
        if (users == 0) {
            end();
            return true;
        }
        boolean begun = false;
        for (int i = 0; i < Math.min(WORKERS, users); i++) {
            begun |= later.run(new Object(), this::work);
        }
        return begun;
    }

    /** Works until nobody waits. */
    void share() {
        while (next()) {
            // one user after the other
        }
    }

    /** Waits until the last user's messages are sent. @throws IllegalStateException when it is interrupted */
    Batch.Result await() {
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a batch is being sent; it goes on", e);
        }
        return result();
    }

    private void work() {
        if (next() && !later.run(new Object(), this::work)) {
            share();
        }
    }

    /** Sends to one user. @return false when nobody waited */
    private boolean next() {
        Map.Entry<UserKey, List<Message>> user;
        synchronized (this) {
            user = waiting.poll();
        }
        if (user == null) {
            return false;
        }
        Batch.UserResult result = send.apply(user.getKey(), user.getValue());
        boolean last;
        synchronized (this) {
            results.put(user.getKey(), result);
            last = results.size() == users;
        }
        if (last) {
            end();
        }
        return true;
    }

    private void end() {
        done.countDown();
        Batch.Result result = result();
        Sends.guarded(() -> whenDone.accept(result));
    }

    private synchronized Batch.Result result() {
        return Batch.Result.of(results);
    }
}
