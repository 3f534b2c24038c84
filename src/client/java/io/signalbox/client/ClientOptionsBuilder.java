package io.signalbox.client;

import io.signalbox.protocol.Limits;
import java.time.Duration;

/** Collects {@link ClientOptions}, whose page says what each one means. Not safe from several threads. */
public final class ClientOptionsBuilder {
    private boolean autoAck = true;
    private long processedUpTo = 0;
    private Duration ackBatch = Duration.ZERO;
    private int maxBuffered = 256;
    private int maxQueued = 1024;
    private int maxBufferedBytes = 4 * 1024 * 1024;
    private int maxPending = 256;
    private int maxInbound = 256;
    private int maxInboundBytes = Limits.MAX_MESSAGE_BYTES + 16 * 1024;
    private Duration connectTimeout = Duration.ofSeconds(10);
    private Duration commandTimeout = Duration.ofSeconds(10);
    private Duration publishTimeout = Duration.ofSeconds(60);
    private Duration pingInterval = Duration.ofSeconds(25);
    private Duration pongTimeout = Duration.ofSeconds(10);
    private Duration closeTimeout = Duration.ofSeconds(2);
    private Duration backoffBase = Duration.ofMillis(500);
    private Duration backoffCap = Duration.ofSeconds(30);
    private double backoffFactor = 2;

    ClientOptionsBuilder() {}

    public ClientOptionsBuilder autoAck(boolean value) {
        autoAck = value;
        return this;
    }

    public ClientOptionsBuilder processedUpTo(long value) {
        processedUpTo = value;
        return this;
    }

    public ClientOptionsBuilder ackBatch(Duration value) {
        ackBatch = value;
        return this;
    }

    public ClientOptionsBuilder maxBuffered(int value) {
        maxBuffered = value;
        return this;
    }

    public ClientOptionsBuilder maxQueued(int value) {
        maxQueued = value;
        return this;
    }

    public ClientOptionsBuilder maxBufferedBytes(int value) {
        maxBufferedBytes = value;
        return this;
    }

    public ClientOptionsBuilder maxPending(int value) {
        maxPending = value;
        return this;
    }

    public ClientOptionsBuilder maxInbound(int value) {
        maxInbound = value;
        return this;
    }

    public ClientOptionsBuilder maxInboundBytes(int value) {
        maxInboundBytes = value;
        return this;
    }

    public ClientOptionsBuilder connectTimeout(Duration value) {
        connectTimeout = value;
        return this;
    }

    public ClientOptionsBuilder commandTimeout(Duration value) {
        commandTimeout = value;
        return this;
    }

    public ClientOptionsBuilder publishTimeout(Duration value) {
        publishTimeout = value;
        return this;
    }

    public ClientOptionsBuilder pingInterval(Duration value) {
        pingInterval = value;
        return this;
    }

    public ClientOptionsBuilder pongTimeout(Duration value) {
        pongTimeout = value;
        return this;
    }

    public ClientOptionsBuilder closeTimeout(Duration value) {
        closeTimeout = value;
        return this;
    }

    public ClientOptionsBuilder backoffBase(Duration value) {
        backoffBase = value;
        return this;
    }

    public ClientOptionsBuilder backoffCap(Duration value) {
        backoffCap = value;
        return this;
    }

    public ClientOptionsBuilder backoffFactor(double value) {
        backoffFactor = value;
        return this;
    }

    /** @throws SignalboxException {@code invalid_option} when one is out of its range */
    public ClientOptions build() {
        return new ClientOptions(
                autoAck,
                processedUpTo,
                ackBatch,
                maxBuffered,
                maxQueued,
                maxBufferedBytes,
                maxPending,
                maxInbound,
                maxInboundBytes,
                connectTimeout,
                commandTimeout,
                publishTimeout,
                pingInterval,
                pongTimeout,
                closeTimeout,
                backoffBase,
                backoffCap,
                backoffFactor);
    }
}
