package io.signalbox.admin;

import jakarta.ws.rs.container.AsyncResponse;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Answers requests with what comes later, on threads that may wait for the sockets of those who asked. */
final class Answers {
    private Answers() {}

    /**
     * @param executor where the answer is given: it may come on an event loop, which must not wait
     * @param stage what to answer with; when it failed, its cause is what the request ends with
     */
    static void on(Executor executor, CompletionStage<?> stage, AsyncResponse response) {
        var unused = stage.whenCompleteAsync(
                (answer, failure) -> {
                    if (failure == null) {
                        response.resume(answer);
                    } else {
                        response.resume(cause(failure));
                    }
                },
                executor);
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }
}
