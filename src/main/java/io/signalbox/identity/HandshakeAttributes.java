package io.signalbox.identity;

import io.signalbox.protocol.Frame;
import io.signalbox.protocol.Limits;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a handshake says about the connection: each attribute from the query, else from a header, else absent
 * (contract 2.2.1). Checked; what comes out needs no further validation.
 */
public final class HandshakeAttributes {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Tenant tenant;
    private final @Nullable String userId;
    private final @Nullable String userName;
    private final UserType userType;
    private final @Nullable String deviceId;
    private final String clientId;
    private final List<String> groups;

    private HandshakeAttributes(Source source) {
        tenant = new Tenant(
                source.get("app_id", "X-App-ID", Tenant.DEFAULT_APP),
                source.get("namespace", "X-Namespace", Tenant.DEFAULT_NAMESPACE));
        userId = source.get("user_id", "X-User-ID");
        userName = source.get("user_name", "X-User-Name");
        userType = source.userType();
        deviceId = source.get("device_id", "X-Device-ID");
        String client = source.get("client_id", "X-Client-ID");
        clientId = client == null ? newClientId() : client;
        groups = source.groups();
    }

    /**
     * Reads and checks.
     *
     * @param query value of a query parameter, null when absent
     * @param header value of a request header, null when absent
     * @throws InvalidAttributeException when one is too long, holds control characters, or there are too many groups
     */
    public static HandshakeAttributes read(
            Function<String, @Nullable String> query, Function<String, @Nullable String> header) {
        return new HandshakeAttributes(new Source(query, header));
    }

    /** Whether the connection has to say who it is in its first frame. */
    public boolean awaitsRegistration() {
        return userId == null;
    }

    /** Id of the connection, as told to the client in the handshake's answer. */
    public String clientId() {
        return clientId;
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
        check("client_id", id);
        if (registration.clientName() != null) {
            check("client_name", registration.clientName());
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
                ClientType.WEB,
                ConnectionType.WEBSOCKET,
                groups,
                Profile.NONE);
    }

    private static String newClientId() {
        byte[] id = new byte[8];
        RANDOM.nextBytes(id);
        return "c-" + HexFormat.of().formatHex(id);
    }

    private static void check(String name, String value) {
        if (value.length() > Limits.MAX_ID_LENGTH) {
            throw new InvalidAttributeException(name + " is longer than " + Limits.MAX_ID_LENGTH + " characters");
        }
        if (!value.codePoints().allMatch(HandshakeAttributes::printable)) {
            throw new InvalidAttributeException(name + " has control characters");
        }
    }

    /** Half of a surrogate pair counts as unprintable: it cannot be written in UTF-8. */
    private static boolean printable(int codePoint) {
        return !Character.isISOControl(codePoint) && Character.getType(codePoint) != Character.SURROGATE;
    }

    private record Source(Function<String, @Nullable String> query, Function<String, @Nullable String> header) {
        @Nullable
        String get(String parameter, String headerName) {
            String value = raw(parameter, headerName);
            if (value != null) {
                check(parameter, value);
            }
            return value;
        }

        String get(String parameter, String headerName, String defaultValue) {
            String value = get(parameter, headerName);
            return value == null ? defaultValue : value;
        }

        UserType userType() {
            String name = get("user_type", "X-User-Type", UserType.VISITOR.wireName());
            UserType type = UserType.ofWireName(name);
            if (type == null || !type.claimable()) {
                throw new InvalidAttributeException("user_type '" + name + "' is none that a client may have");
            }
            return type;
        }

        List<String> groups() {
            String list = raw("group_id", "X-Group-ID");
            Set<String> groups = new LinkedHashSet<>();
            if (list != null) {
                for (String part : list.split(",", -1)) {
                    String group = part.strip();
                    if (!group.isEmpty()) {
                        check("group_id", group);
                        if (group.startsWith("__")) {
                            throw new InvalidAttributeException("group_id '" + group + "' is reserved");
                        }
                        groups.add(group);
                    }
                }
            }
            if (groups.size() > Limits.MAX_GROUPS) {
                throw new InvalidAttributeException("more than " + Limits.MAX_GROUPS + " groups in group_id");
            }
            return List.copyOf(groups);
        }

        private @Nullable String raw(String parameter, String headerName) {
            String value = query.apply(parameter);
            if (value == null || value.isBlank()) {
                value = header.apply(headerName);
            }
            return value == null || value.isBlank() ? null : value.strip();
        }
    }
}
