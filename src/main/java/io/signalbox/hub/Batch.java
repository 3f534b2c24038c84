package io.signalbox.hub;

import io.signalbox.identity.UserKey;
import io.signalbox.protocol.Message;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Many messages to many users (contract M23): each user's in the order they were added, different users in parallel.
 * Filled by one thread or several, and executed as often as wanted, each time as it is then. Safe from any thread.
 */
public final class Batch {
    /** Most messages in a batch. */
    public static final int MAX_MESSAGES = 100_000;

    private final Sends sends;
    private final Origin from;
    private final Later later;
    private final Reports reports;
    private final Map<UserKey, List<Message>> byUser = new LinkedHashMap<>();
    private int count;
    private Consumer<Failure> onFailure = failure -> {};

    Batch(Sends sends, Origin from, Later later, Reports reports) {
        this.sends = sends;
        this.from = from;
        this.later = later;
        this.reports = reports;
    }

    /** @throws IllegalStateException when it is full */
    public Batch addMessage(UserKey user, Message message) {
        return addMessages(user, List.of(message));
    }

    /** Adds all of them or none. @throws IllegalStateException when they are more than fit */
    public synchronized Batch addMessages(UserKey user, Collection<Message> messages) {
        if (messages.size() > MAX_MESSAGES - count) {
            throw new IllegalStateException("a batch has at most " + MAX_MESSAGES + " messages");
        }
        if (!messages.isEmpty()) {
            byUser.computeIfAbsent(user, key -> new ArrayList<>()).addAll(messages);
            count += messages.size();
        }
        return this;
    }

    /** Is told of each message that fails, on the thread that sent it. What it throws is logged. */
    public synchronized Batch onFailure(Consumer<Failure> listener) {
        onFailure = listener;
        return this;
    }

    /** Messages in it. */
    public synchronized int count() {
        return count;
    }

    /** Takes all messages out. */
    public synchronized void clear() {
        byUser.clear();
        count = 0;
    }

    /** Sends, and waits until everything is sent; the caller's thread does its share. Blocks. */
    public Result execute() {
        BatchRun run = run(result -> {});
        run.begin();
        run.share();
        return run.await();
    }

    /**
     * Sends on other threads.
     *
     * @param whenDone hears the result, exactly once; what it throws is logged
     * @throws RejectedExecutionException when there is no room to begin: nothing was sent, {@code whenDone} hears nothing
     */
    public void executeAsync(Consumer<Result> whenDone) {
        BatchRun run = run(whenDone);
        if (!run.begin()) {
            throw new RejectedExecutionException("too much waits; send it again later");
        }
    }

    private synchronized BatchRun run(Consumer<Result> whenDone) {
        Map<UserKey, List<Message>> copy = new LinkedHashMap<>();
        byUser.forEach((user, messages) -> copy.put(user, List.copyOf(messages)));
        return new BatchRun(copy, this::sendTo, later, whenDone);
    }

    private UserResult sendTo(UserKey user, List<Message> messages) {
        Consumer<Failure> listener;
        synchronized (this) {
            listener = onFailure;
        }
        List<String> errors = new ArrayList<>();
        int failed = 0;
        for (Message message : messages) {
            String error = error(user, message);
            if (error != null) {
                failed++;
                if (errors.size() < Sent.MAX_ERRORS) {
                    errors.add(error);
                }
                reports.batchFailed(user, message.messageId(), error);
                Sends.guarded(() -> listener.accept(new Failure(user, message, error)));
            }
        }
        return new UserResult(messages.size(), messages.size() - failed, failed, errors);
    }

    /** A message that cannot be sent does not keep the others back. @return null when there was none */
    private @Nullable String error(UserKey user, Message message) {
        try {
            Sent sent = sends.toUser(user, message, from);
            return sent.succeeded() ? null : String.join("; ", sent.errors());
        } catch (RuntimeException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** A message that somebody who was to have it does not have. */
    public record Failure(UserKey user, Message message, String error) {}

    /** What became of one user's messages. @param errors of those that failed, at most {@link Sent#MAX_ERRORS} */
    public record UserResult(int total, int succeeded, int failed, List<String> errors) {
        public UserResult {
            errors = List.copyOf(errors);
        }
    }

    /** What became of a batch. */
    public record Result(int users, int messages, int succeeded, int failed, Map<UserKey, UserResult> byUser) {
        public Result {
            byUser = Map.copyOf(byUser);
        }

        static Result of(Map<UserKey, UserResult> byUser) {
            int messages = 0;
            int failed = 0;
            for (UserResult user : byUser.values()) {
                messages += user.total();
                failed += user.failed();
            }
            return new Result(byUser.size(), messages, messages - failed, failed, byUser);
        }
    }
}
