package io.signalbox.identity;

import io.signalbox.protocol.Frame;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a handshake says about the connection (contract 2.2.1), read by an {@link AttributeReader}. Checked; what comes
 * out needs no further validation.
 */
public final class HandshakeAttributes {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Tenant tenant;
    private final @Nullable String userId;
    private final @Nullable String userName;
    private final boolean saysUserType;
    private final UserType userType;
    private final @Nullable String deviceId;
    private final String clientId;
    private final ClientType clientType;
    private final List<String> groups;
    private final Profile profile;
    private final @Nullable ResumePoint resume;
    private final Peer peer;

    HandshakeAttributes(AttributeValues values, Peer peer, Instant now) {
        this.peer = peer;
        saysUserType = values.text("user_type", "X-User-Type") != null;
        userType = values.userType();
        // An observer that names no namespace watches all of its app.
        String noNamespace = userType == UserType.OBSERVER ? Tenant.EVERY_NAMESPACE : Tenant.DEFAULT_NAMESPACE;
        tenant = new Tenant(
                values.text("app_id", "X-App-ID", Tenant.DEFAULT_APP),
                values.text("namespace", "X-Namespace", noNamespace));
        userId = values.text("user_id", "X-User-ID");
        userName = values.text("user_name", "X-User-Name");
        deviceId = values.text("device_id", "X-Device-ID");
        clientType = values.clientType();
        String client = values.text("client_id", "X-Client-ID");
        clientId = client == null ? newClientId(now) : client;
        groups = List.copyOf(values.groups());
        profile = values.profile();
        resume = ResumePoint.of(values.text("epoch", "X-Epoch"), values.text("last_seq", "X-Last-Seq"));
    }

    /** Whether the connection has to say who it is in its first frame. */
    public boolean awaitsRegistration() {
        return userId == null;
    }

    /** Id of the connection, as told to the client in the handshake's answer. */
    public String clientId() {
        return clientId;
    }

    /** Whether the handshake said of what type its user is; a visitor otherwise. */
    public boolean saysUserType() {
        return saysUserType;
    }

    /** The sender type that the hub will stamp. */
    public UserType userType() {
        return userType;
    }

    /** How far the client came with its inbox; null when it does not say. */
    public @Nullable ResumePoint resume() {
        return resume;
    }

    /** The same of a connection that named its user in a registration frame: what that says, else what the handshake. */
    public @Nullable ResumePoint resume(Frame.Registration registration) {
        Long lastSeq = registration.lastSeq();
        String epoch = registration.epoch();
        return lastSeq == null && epoch == null ? resume : new ResumePoint(epoch, lastSeq == null ? 0 : lastSeq);
    }

    /** The identity of a connection that named its user. */
    public Identity identity() {
        if (userId == null) {
            throw new IllegalStateException("no user id: a registration frame must come first");
        }
        return identity(userId, userName, clientId);
    }

    /** The identity of a connection that named its user in a registration frame: its client id is its user id. */
    public Identity identity(Frame.Registration registration) {
        String id = registration.clientId() == null ? clientId : registration.clientId();
        AttributeValues.check("client_id", id);
        if (registration.clientName() != null) {
            AttributeValues.check("client_name", registration.clientName());
        }
        return identity(id, registration.clientName() == null ? userName : registration.clientName(), id);
    }

    private Identity identity(String user, @Nullable String name, String client) {
        return new Identity(
                new UserKey(tenant, user),
                name == null ? user : name,
                userType,
                deviceId == null ? client : deviceId,
                client,
                clientType,
                ConnectionType.WEBSOCKET,
                groups,
                profile,
                peer);
    }

    /** Without a device nothing tells a reconnect from another connection, so nothing is derived. */
    private String newClientId(Instant now) {
        if (userId != null && deviceId != null) {
            return DerivedClientId.of(new UserKey(tenant, userId), deviceId, userType, now);
        }
        byte[] id = new byte[8];
        RANDOM.nextBytes(id);
        return "c-" + HexFormat.of().formatHex(id);
    }
}
