package io.signalbox.client;

import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * What a client is made of, so that tests can bring their own.
 *
 * @param listeners runs the calls of listeners; one client's calls are one task at a time
 * @param completions completes futures: whatever depends on them may block it
 * @param random evenly from zero to below one
 * @param clock what time of day it is, for answers to commands
 * @param ids 16 hex digits, new each time
 * @param release gives the threads back; called once, when the client ended
 */
record ClientParts(
        ClientOptions options,
        ClientScheduler scheduler,
        Dialer dialer,
        Executor listeners,
        Executor completions,
        DoubleSupplier random,
        Clock clock,
        Supplier<String> ids,
        Runnable release) {

    String newId(String prefix) {
        return prefix + ids.get();
    }
}
