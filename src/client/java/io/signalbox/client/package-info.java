/**
 * The Java client: one user's device on the hub, over as many connections as it takes.
 *
 * <p>Uses {@code io.signalbox.protocol}, the JDK's WebSocket and Jackson's streaming parser; nothing of the server. What
 * it promises, and the TypeScript client with it, is told in {@code docs/clients.md}.
 *
 * <p>Threads: everything that decides ({@link io.signalbox.client.ClientCore} and what it owns) runs on one scheduler
 * thread that all clients of the process share and that never blocks, so it needs no locks. Each client calls its
 * listeners on a thread of its own, one call at a time. Futures complete on the common pool. All threads are daemons and
 * end with the last client.
 */
@NullMarked
package io.signalbox.client;

import org.jspecify.annotations.NullMarked;
