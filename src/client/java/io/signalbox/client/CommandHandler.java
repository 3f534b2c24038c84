package io.signalbox.client;

import org.jspecify.annotations.Nullable;

/** Does what an operator asks of this client by a command of its own. */
@FunctionalInterface
public interface CommandHandler {
    /**
     * Does it, on the thread of the listeners and in line with their calls; it may block, though the operator waits only
     * a few seconds. When it throws, the operator is told that it failed, and the listeners why.
     *
     * @param dataJson what came with the command: any JSON value, null for none
     */
    CommandAnswer handle(@Nullable String dataJson);
}
