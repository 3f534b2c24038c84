package io.signalbox.store;

import io.signalbox.session.Traffic;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What went over a connection, as columns of its record. */
@Embeddable
public class ConnectionTrafficColumns {
    @Column(name = "messages_in", nullable = false)
    private long messagesIn;

    @Column(name = "messages_out", nullable = false)
    private long messagesOut;

    @Column(name = "bytes_in", nullable = false)
    private long bytesIn;

    @Column(name = "bytes_out", nullable = false)
    private long bytesOut;

    @Column(name = "pings_answered", nullable = false)
    private long pingsAnswered;

    @Column(name = "pings_lost", nullable = false)
    private long pingsLost;

    @Column(name = "ping_sum_micros", nullable = false)
    private long pingSumMicros;

    @Column(name = "ping_min_micros", nullable = false)
    private long pingMinMicros;

    @Column(name = "ping_max_micros", nullable = false)
    private long pingMaxMicros;

    @Column(name = "last_ping_at")
    private @Nullable Instant lastPingAt;

    @Column(name = "last_pong_at")
    private @Nullable Instant lastPongAt;

    @Column(name = "errors", nullable = false)
    private long errors;

    @Column(name = "last_error", length = 64)
    private @Nullable String lastError;

    @Column(name = "last_error_at")
    private @Nullable Instant lastErrorAt;

    /** For Hibernate. */
    protected ConnectionTrafficColumns() {}

    ConnectionTrafficColumns(Traffic.Reading traffic) {
        messagesIn = traffic.volume().messagesIn();
        messagesOut = traffic.volume().messagesOut();
        bytesIn = traffic.volume().bytesIn();
        bytesOut = traffic.volume().bytesOut();
        pingsAnswered = traffic.pings().answered();
        pingsLost = traffic.pings().lost();
        pingSumMicros = traffic.pings().sumMicros();
        pingMinMicros = traffic.pings().minMicros();
        pingMaxMicros = traffic.pings().maxMicros();
        lastPingAt = traffic.pings().lastPing();
        lastPongAt = traffic.pings().lastPong();
        errors = traffic.errors().count();
        lastError = traffic.errors().last();
        lastErrorAt = traffic.errors().lastAt();
    }

    Traffic.Reading reading() {
        return new Traffic.Reading(
                new Traffic.Volume(messagesIn, messagesOut, bytesIn, bytesOut),
                new Traffic.Pings(
                        pingsAnswered, pingsLost, pingSumMicros, pingMinMicros, pingMaxMicros, lastPingAt, lastPongAt),
                new Traffic.Errors(errors, lastError, lastErrorAt));
    }
}
