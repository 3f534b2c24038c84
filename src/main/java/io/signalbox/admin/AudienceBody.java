package io.signalbox.admin;

import io.signalbox.hub.Audience;
import io.signalbox.identity.ClientType;
import io.signalbox.identity.Department;
import io.signalbox.identity.Profile;
import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.identity.UserRole;
import io.signalbox.identity.UserType;
import jakarta.json.JsonObject;
import jakarta.ws.rs.BadRequestException;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An audience as a request writes it. */
final class AudienceBody {
    private static final Set<String> NAMES = Set.of(
            "app_id",
            "namespace",
            "user_types",
            "roles",
            "departments",
            "client_types",
            "min_vip",
            "max_vip",
            "except_users");

    private AudienceBody() {}

    /**
     * Reads it.
     *
     * @param body null: everybody of the tenant's app
     * @param tenant whose app is meant when the body names none, and whose users are excepted
     */
    static Audience read(@Nullable JsonObject body, Tenant tenant) {
        if (body == null) {
            return Audience.app(tenant.appId());
        }
        body.keySet().stream().filter(name -> !NAMES.contains(name)).findFirst().ifPresent(unknown -> {
            throw new BadRequestException("audience knows no '" + unknown + "'; a filter that is ignored would reach"
                    + " more than was meant");
        });
        String app = RequestBody.text(body, "app_id");
        String namespace = RequestBody.text(body, "namespace");
        String appId = app == null ? tenant.appId() : app;
        Tenant exceptedIn = new Tenant(appId, namespace == null ? tenant.namespace() : namespace);
        try {
            return new Audience(
                    appId,
                    namespace == null || namespace.isEmpty() ? null : namespace,
                    oneOf(UserType.class, body, "user_types"),
                    oneOf(UserRole.class, body, "roles"),
                    oneOf(Department.class, body, "departments"),
                    oneOf(ClientType.class, body, "client_types"),
                    RequestBody.number(body, "min_vip", 0),
                    RequestBody.number(body, "max_vip", Profile.MAX_VIP_LEVEL),
                    RequestBody.texts(body, "except_users").stream()
                            .map(user -> new UserKey(exceptedIn, user))
                            .collect(Collectors.toUnmodifiableSet()));
        } catch (IllegalArgumentException e) {
            throw new BadRequestException(e.getMessage(), e);
        }
    }

    private static <E extends Enum<E>> Set<E> oneOf(Class<E> type, JsonObject body, String name) {
        Set<E> chosen = EnumSet.noneOf(type);
        RequestBody.texts(body, name).forEach(value -> chosen.add(Parameters.required(type, name, value)));
        return chosen;
    }
}
