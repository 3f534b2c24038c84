package io.signalbox.balancer;

import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Failures in one line. */
final class Problems {
    private Problems() {}

    static String of(@Nullable Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause == null) {
            return "unknown";
        }
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
