/**
 * How much users and tenants may send in a minute and in an hour, and who is told when they come near it. Every inbound
 * path asks {@link io.signalbox.limits.Quotas}. The limits of messages a second are the session's, and come before.
 *
 * <p>Threads: {@code Quotas} is asked on event loops and never waits; alerts are sent by worker threads, behind bounded
 * queues.
 */
@NullMarked
package io.signalbox.limits;

import org.jspecify.annotations.NullMarked;
