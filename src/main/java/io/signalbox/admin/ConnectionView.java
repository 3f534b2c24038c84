package io.signalbox.admin;

import io.signalbox.api.ConnectionInfo;
import io.signalbox.identity.Department;
import io.signalbox.identity.Identity;
import io.signalbox.identity.Profile;
import io.signalbox.identity.UserRole;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection in the API.
 *
 * @param clientId of the connection
 * @param consumer how well it keeps up: {@code normal}, {@code conflating}, {@code parking}, {@code closing}
 */
public record ConnectionView(
        String clientId,
        String userId,
        String userName,
        String userType,
        String appId,
        String namespace,
        String deviceId,
        String clientType,
        String connectionType,
        @Nullable String role,
        @Nullable String department,
        int vipLevel,
        List<String> skills,
        String nodeId,
        Instant connectedAt,
        Instant lastSeen,
        String consumer) {
    public ConnectionView {
        skills = List.copyOf(skills);
    }

    static ConnectionView of(ConnectionInfo connection) {
        Identity identity = connection.identity();
        Profile profile = connection.profile();
        UserRole role = profile.role();
        Department department = profile.department();
        return new ConnectionView(
                identity.clientId(),
                identity.user().userId(),
                connection.name(),
                identity.userType().wireName(),
                identity.user().tenant().appId(),
                identity.user().tenant().namespace(),
                identity.deviceId(),
                identity.clientType().wireName(),
                identity.connectionType().wireName(),
                role == null ? null : role.wireName(),
                department == null ? null : department.wireName(),
                profile.vipLevel(),
                profile.skills().stream().sorted().toList(),
                connection.nodeId(),
                connection.connectedAt(),
                connection.lastSeen(),
                connection.consumer().wireName());
    }
}
