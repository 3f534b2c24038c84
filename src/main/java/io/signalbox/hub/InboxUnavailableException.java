package io.signalbox.hub;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** The store behind the inbox did not answer, or refused. Nothing may be called stored. */
public final class InboxUnavailableException extends RuntimeException {
    public InboxUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Known without asking the store: many are made then, so none has a stack trace. */
    public InboxUnavailableException(String message) {
        super(message, null, false, false);
    }

    /** Waits for what the inbox answers. @throws InboxUnavailableException when that is what it answers */
    static <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw failure(e);
        }
    }

    /** What a stage of ours failed with, without the wrapping of the stages behind it. */
    static RuntimeException failure(Throwable thrown) {
        Throwable cause = thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        return cause instanceof RuntimeException failure ? failure : new IllegalStateException(cause);
    }
}
