package io.signalbox.client;

import org.jspecify.annotations.Nullable;

/**
 * What a client answers to a command.
 *
 * @param success whether it did what was asked
 * @param message for people; null for none
 * @param dataJson any JSON value, for which its maker vouches; null for none
 */
public record CommandAnswer(
        boolean success, @Nullable String message, @Nullable String dataJson) {

    /** It was done. */
    public static CommandAnswer success(@Nullable String message, @Nullable String dataJson) {
        return new CommandAnswer(true, message, dataJson);
    }

    /** It was not done. */
    public static CommandAnswer error(String message) {
        return new CommandAnswer(false, message, null);
    }
}
