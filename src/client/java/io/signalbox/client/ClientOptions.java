package io.signalbox.client;

import java.time.Duration;

/**
 * How a client behaves. {@link #defaults()} suits most; {@code ClientOptions.builder().maxBuffered(10).build()} changes
 * one.
 *
 * @param autoAck acknowledge a tracked message once its listeners returned; with false, call {@code acknowledge}
 * @param processedUpTo the inbox entry up to which an earlier client had processed everything
 * @param ackBatch how long acknowledgements are gathered, to say them as one; zero: each is said at once
 * @param maxBuffered messages kept while there is no connection
 * @param maxQueued messages that wait for the socket while there is a connection
 * @param maxBufferedBytes bytes of all messages that wait to be written or confirmed
 * @param maxPending tracked messages and commands that wait for the hub's word
 * @param maxInbound listener calls that may wait before the client stops reading
 * @param maxInboundBytes largest message that may arrive: what the hub takes, and what it stamps on it
 * @param connectTimeout from the start of an attempt until the hub registered the connection
 * @param commandTimeout how long a group command waits for its reply
 * @param publishTimeout how long a tracked message waits for the hub's word, reconnects included
 * @param pingInterval time between two application pings, give or take a tenth
 * @param pongTimeout silence after a ping that makes a connection count as dead
 * @param closeTimeout how long {@code close()} waits for the hub's close frame, and then for a listener
 * @param backoffBase upper bound of the first delay before a new attempt
 * @param backoffCap upper bound of every such delay
 * @param backoffFactor how fast the upper bound grows
 */
public record ClientOptions(
        boolean autoAck,
        long processedUpTo,
        Duration ackBatch,
        int maxBuffered,
        int maxQueued,
        int maxBufferedBytes,
        int maxPending,
        int maxInbound,
        int maxInboundBytes,
        Duration connectTimeout,
        Duration commandTimeout,
        Duration publishTimeout,
        Duration pingInterval,
        Duration pongTimeout,
        Duration closeTimeout,
        Duration backoffBase,
        Duration backoffCap,
        double backoffFactor) {

    private static final Duration LONGEST = Duration.ofDays(1);

    /**
     * Checks every option.
     *
     * @throws SignalboxException {@code invalid_option}, naming the option and its range
     */
    public ClientOptions {
        check(processedUpTo >= 0, "processedUpTo must not be negative");
        check(
                !ackBatch.isNegative() && ackBatch.compareTo(LONGEST) <= 0,
                "ackBatch must not be negative and at most a day");
        atLeast(0, maxBuffered, "maxBuffered");
        atLeast(1, maxQueued, "maxQueued");
        atLeast(1024, maxBufferedBytes, "maxBufferedBytes");
        atLeast(1, maxPending, "maxPending");
        atLeast(1, maxInbound, "maxInbound");
        atLeast(1024, maxInboundBytes, "maxInboundBytes");
        positive(connectTimeout, "connectTimeout");
        positive(commandTimeout, "commandTimeout");
        positive(publishTimeout, "publishTimeout");
        positive(pingInterval, "pingInterval");
        positive(pongTimeout, "pongTimeout");
        positive(closeTimeout, "closeTimeout");
        positive(backoffBase, "backoffBase");
        positive(backoffCap, "backoffCap");
        check(backoffCap.compareTo(backoffBase) >= 0, "backoffCap must not be below backoffBase");
        check(backoffFactor >= 1 && backoffFactor <= 100, "backoffFactor must be from 1 to 100");
    }

    /** Every option at its default. */
    public static ClientOptions defaults() {
        return builder().build();
    }

    /** Starts from the defaults. */
    public static ClientOptionsBuilder builder() {
        return new ClientOptionsBuilder();
    }

    private static void atLeast(int least, int value, String name) {
        check(value >= least, name + " must be at least " + least);
    }

    private static void positive(Duration value, String name) {
        check(
                !value.isNegative() && !value.isZero() && value.compareTo(LONGEST) <= 0,
                name + " must be above zero and at most a day");
    }

    private static void check(boolean good, String explanation) {
        if (!good) {
            throw SignalboxException.of(ClientErrorCode.INVALID_OPTION, explanation, null);
        }
    }
}
