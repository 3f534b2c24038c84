package io.signalbox.hub;

import io.signalbox.identity.Identity;
import io.signalbox.protocol.Priority;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Says what a new connection is greeted with, after it was told that it is registered (contract 2.2.4, C12). A CDI bean
 * of the application may be one; without one nobody is greeted. Asked on the thread of the connection: it must not
 * block. What it throws is logged, and the connection is not greeted.
 */
@FunctionalInterface
public interface WelcomeProvider {
    /** Greets nobody. */
    WelcomeProvider NONE = identity -> null;

    /** The greeting for a connection; null: none. */
    @Nullable
    Welcome welcome(Identity identity);

    /**
     * A greeting: it arrives as a message of the type {@code welcome}.
     *
     * @param title arrives as {@code title} in {@code data}
     * @param content what is said
     * @param data more for {@code data}
     */
    record Welcome(String title, String content, Map<String, String> data, Priority priority) {
        public Welcome {
            data = Map.copyOf(data);
        }
    }
}
