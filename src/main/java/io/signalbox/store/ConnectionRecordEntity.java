package io.signalbox.store;

import io.signalbox.identity.ClientType;
import io.signalbox.identity.ConnectionType;
import io.signalbox.identity.Peer;
import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.identity.UserType;
import io.signalbox.records.ConnectionEnd;
import io.signalbox.records.ConnectionId;
import io.signalbox.records.ConnectionNode;
import io.signalbox.records.ConnectionParty;
import io.signalbox.records.ConnectionRecord;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.NamedQuery;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is recorded of the connections with one app and client id. */
@Entity
@Table(name = "connection_record")
@IdClass(ConnectionRecordEntity.Key.class)
@NamedQuery(
        name = ConnectionRecordEntity.OF_CLIENTS,
        query = "select r from ConnectionRecordEntity r where r.appId = :app and r.clientId in :clients"
                + " order by r.appId, r.clientId")
@NamedQuery(
        name = ConnectionRecordEntity.LOST,
        query = "select r from ConnectionRecordEntity r where r.active = true and r.incarnation not in :living"
                + " and r.updatedAt < :before order by r.appId, r.clientId")
@NamedQuery(
        name = ConnectionRecordEntity.ENDED,
        query = "select r from ConnectionRecordEntity r where r.active = false and r.disconnectedAt < :before"
                + " order by r.appId, r.clientId")
public class ConnectionRecordEntity {
    static final String OF_CLIENTS = "ConnectionRecordEntity.ofClients";
    static final String LOST = "ConnectionRecordEntity.lost";
    static final String ENDED = "ConnectionRecordEntity.ended";

    @Id
    @Column(name = "app_id")
    private String appId = "";

    @Id
    @Column(name = "client_id")
    private String clientId = "";

    @Column(name = "generation", nullable = false)
    private long generation;

    @Column(name = "incarnation", nullable = false)
    private String incarnation = "";

    @Column(name = "node_id", nullable = false)
    private String nodeId = "";

    @Column(name = "node_host", nullable = false)
    private String nodeHost = "";

    @Column(name = "node_port", nullable = false)
    private int nodePort;

    @Column(name = "namespace", nullable = false)
    private String namespace = "";

    @Column(name = "user_id", nullable = false)
    private String userId = "";

    @Enumerated(EnumType.STRING)
    @Column(name = "user_type", nullable = false)
    private UserType userType = UserType.VISITOR;

    @Column(name = "device_id", nullable = false)
    private String deviceId = "";

    @Enumerated(EnumType.STRING)
    @Column(name = "client_type", nullable = false)
    private ClientType clientType = ClientType.WEB;

    @Enumerated(EnumType.STRING)
    @Column(name = "connection_type", nullable = false)
    private ConnectionType connectionType = ConnectionType.WEBSOCKET;

    @Column(name = "client_address", nullable = false)
    private String clientAddress = "";

    /** A line for each: the name, a colon, and the value, which has no line breaks. */
    @Column(name = "headers", nullable = false)
    private String headers = "";

    @Column(name = "connected_at", nullable = false)
    private Instant connectedAt = Instant.EPOCH;

    @Column(name = "updated_at", nullable = false)
    private Instant updatedAt = Instant.EPOCH;

    @Column(name = "active", nullable = false)
    private boolean active;

    @Column(name = "disconnected_at")
    private @Nullable Instant disconnectedAt;

    /** How long it was open; 0 while it is. */
    @Column(name = "duration_millis", nullable = false)
    private long durationMillis;

    @Column(name = "end_reason")
    private @Nullable String endReason;

    @Column(name = "end_code", nullable = false)
    private int endCode;

    @Column(name = "end_message")
    private @Nullable String endMessage;

    @Column(name = "forced_offline", nullable = false)
    private boolean forcedOffline;

    @Column(name = "abnormal", nullable = false)
    private boolean abnormal;

    @Column(name = "reconnects", nullable = false)
    private long reconnects;

    @Embedded
    private ConnectionTrafficColumns traffic = new ConnectionTrafficColumns();

    /** For Hibernate. */
    protected ConnectionRecordEntity() {}

    ConnectionRecordEntity(ConnectionRecord connection) {
        appId = connection.id().appId();
        clientId = connection.id().clientId();
        set(connection);
    }

    ConnectionId id() {
        return new ConnectionId(appId, clientId);
    }

    /** Becomes what the record of its id says. */
    final void set(ConnectionRecord connection) {
        generation = connection.generation();
        incarnation = connection.node().incarnation();
        nodeId = connection.node().id();
        nodeHost = connection.node().host();
        nodePort = connection.node().port();
        party(connection.party());
        connectedAt = connection.connectedAt();
        updatedAt = connection.updatedAt();
        reconnects = connection.reconnects();
        traffic = new ConnectionTrafficColumns(connection.traffic());
        end(connection.end());
    }

    private void party(ConnectionParty party) {
        namespace = party.user().tenant().namespace();
        userId = party.user().userId();
        userType = party.userType();
        deviceId = party.deviceId();
        clientType = party.clientType();
        connectionType = party.connectionType();
        clientAddress = party.peer().address();
        headers = party.peer().headers().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(header -> header.getKey() + ':' + header.getValue())
                .collect(Collectors.joining("\n"));
    }

    private void end(@Nullable ConnectionEnd end) {
        active = end == null;
        disconnectedAt = end == null ? null : end.at();
        durationMillis = end == null
                ? 0
                : Math.max(0, Duration.between(connectedAt, end.at()).toMillis());
        endReason = end == null ? null : end.reason();
        endCode = end == null ? 0 : end.code();
        endMessage = end == null ? null : end.message();
        forcedOffline = end != null && end.forced();
        abnormal = end != null && end.abnormal();
    }

    ConnectionRecord connection() {
        return new ConnectionRecord(
                id(),
                new ConnectionParty(
                        new UserKey(new Tenant(appId, namespace), userId),
                        userType,
                        deviceId,
                        clientType,
                        connectionType,
                        new Peer(clientAddress, headers())),
                new ConnectionNode(nodeId, incarnation, nodeHost, nodePort),
                generation,
                connectedAt,
                traffic.reading(),
                end(),
                reconnects,
                updatedAt);
    }

    private @Nullable ConnectionEnd end() {
        return disconnectedAt == null || endReason == null
                ? null
                : new ConnectionEnd(
                        disconnectedAt,
                        endReason,
                        endCode,
                        endMessage == null ? "" : endMessage,
                        forcedOffline,
                        abnormal);
    }

    private Map<String, String> headers() {
        Map<String, String> read = new LinkedHashMap<>();
        headers.lines().forEach(line -> {
            int colon = line.indexOf(':');
            read.put(line.substring(0, colon), line.substring(colon + 1));
        });
        return read;
    }

    /** The primary key. */
    public static final class Key implements Serializable {
        private static final long serialVersionUID = 1;

        private String appId = "";
        private String clientId = "";

        /** For Hibernate. */
        public Key() {}

        Key(ConnectionId id) {
            appId = id.appId();
            clientId = id.clientId();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key that && that.appId.equals(appId) && that.clientId.equals(clientId);
        }

        @Override
        public int hashCode() {
            return Objects.hash(appId, clientId);
        }
    }
}
