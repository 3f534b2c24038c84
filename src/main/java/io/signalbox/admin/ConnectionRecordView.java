package io.signalbox.admin;

import io.signalbox.identity.UserKey;
import io.signalbox.records.ConnectionEnd;
import io.signalbox.records.ConnectionParty;
import io.signalbox.records.ConnectionQuality;
import io.signalbox.records.ConnectionRecord;
import io.signalbox.session.Traffic;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A connection record in the API. What is null is absent.
 *
 * @param durationMs how long it was open, until now while it is
 * @param errors refused messages and a connection that broke
 * @param quality 0 to 100
 */
public record ConnectionRecordView(
        String clientId,
        String appId,
        String namespace,
        String userId,
        String userType,
        String deviceId,
        String clientType,
        String connectionType,
        String clientIp,
        Map<String, String> headers,
        Node node,
        Instant connectedAt,
        Instant updatedAt,
        long durationMs,
        boolean active,
        @Nullable End end,
        long reconnects,
        Volume traffic,
        Pings pings,
        Errors errors,
        double quality) {
    public ConnectionRecordView {
        headers = Map.copyOf(headers);
    }

    static ConnectionRecordView of(ConnectionRecord connection, Instant now) {
        ConnectionParty party = connection.party();
        UserKey user = party.user();
        Traffic.Errors errors = connection.traffic().errors();
        return new ConnectionRecordView(
                connection.id().clientId(),
                user.tenant().appId(),
                user.tenant().namespace(),
                user.userId(),
                party.userType().wireName(),
                party.deviceId(),
                party.clientType().wireName(),
                party.connectionType().wireName(),
                party.peer().address(),
                party.peer().headers(),
                new Node(
                        connection.node().id(),
                        connection.node().host(),
                        connection.node().port()),
                connection.connectedAt(),
                connection.updatedAt(),
                connection.duration(now).toMillis(),
                connection.isActive(),
                End.of(connection.end()),
                connection.reconnects(),
                Volume.of(connection.traffic().volume()),
                Pings.of(connection.traffic().pings()),
                new Errors(errors.count(), errors.last(), errors.lastAt()),
                ConnectionQuality.of(connection));
    }

    /** The node that it is or was to. */
    public record Node(String id, String host, int port) {}

    /** How it ended. @param forced by decision of the hub, such as a kick */
    public record End(Instant at, String reason, int code, String message, boolean forced, boolean abnormal) {
        static @Nullable End of(@Nullable ConnectionEnd end) {
            return end == null
                    ? null
                    : new End(end.at(), end.reason(), end.code(), end.message(), end.forced(), end.abnormal());
        }
    }

    /** How much went over it; bytes of payloads, as they are without compression. */
    public record Volume(long messagesIn, long messagesOut, long bytesIn, long bytesOut) {
        static Volume of(Traffic.Volume volume) {
            return new Volume(volume.messagesIn(), volume.messagesOut(), volume.bytesIn(), volume.bytesOut());
        }
    }

    /** Round trips in milliseconds. @param loss share of pings without an answer, 0 to 1 */
    public record Pings(
            long answered,
            long lost,
            double loss,
            @Nullable Double minMs,
            @Nullable Double avgMs,
            @Nullable Double maxMs,
            @Nullable Instant lastPing,
            @Nullable Instant lastPong) {
        static Pings of(Traffic.Pings pings) {
            boolean any = pings.answered() > 0;
            return new Pings(
                    pings.answered(),
                    pings.lost(),
                    pings.loss(),
                    any ? pings.minMicros() / 1000.0 : null,
                    pings.averageMillis(),
                    any ? pings.maxMicros() / 1000.0 : null,
                    pings.lastPing(),
                    pings.lastPong());
        }
    }

    /** What failed. @param last code of the last one */
    public record Errors(
            long count, @Nullable String last, @Nullable Instant lastAt) {}
}
