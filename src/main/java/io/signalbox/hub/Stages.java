package io.signalbox.hub;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What follows when a store has answered, and on which thread. */
final class Stages {
    /** On the calling thread, which waits for the answer: for callers that may block. */
    static final Executor HERE = Runnable::run;

    private Stages() {}

    /** Waits. @throws RuntimeException what the stage failed with */
    static <T> T await(CompletableFuture<T> stage) {
        try {
            return stage.join();
        } catch (CompletionException e) {
            throw failure(e);
        }
    }

    /**
     * Goes on when the stage has completed: at once when it has, or when this is to wait for it, else on {@code
     * executor}. A failure passes on without {@code next}, on the same thread as that would.
     */
    static <T, R> CompletableFuture<R> then(CompletableFuture<T> stage, Executor executor, Function<T, R> next) {
        return then(stage, executor, (value, failure) -> {
            if (value == null) {
                throw failure == null ? new IllegalStateException("no answer") : failure;
            }
            return next.apply(value);
        });
    }

    /** The same, with failures: either the value or the failure is null. */
    static <T, R> CompletableFuture<R> then(
            CompletableFuture<T> stage,
            Executor executor,
            BiFunction<@Nullable T, @Nullable RuntimeException, R> next) {
        BiFunction<@Nullable T, @Nullable Throwable, R> unwrapped =
                (value, thrown) -> next.apply(value, thrown == null ? null : failure(thrown));
        if (executor != HERE && !stage.isDone()) {
            return stage.handleAsync(unwrapped, executor);
        }
        try {
            await(stage);
        } catch (RuntimeException e) {
            // Told by the stage itself.
        }
        return stage.handle(unwrapped);
    }

    /** What a stage failed with, without the wrapping of the stages behind it. */
    static RuntimeException failure(Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        return cause instanceof RuntimeException failure ? failure : new IllegalStateException(cause);
    }
}
