package io.signalbox.identity;

import io.signalbox.protocol.Limits;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of one handshake by name: each is checked when it is asked for. A blank value counts as absent.
 *
 * @param token who a token of the handshake says that it is, null without one; it counts before everything else
 */
record AttributeValues(
        List<AttributeSource> order,
        Function<String, @Nullable String> query,
        Function<String, @Nullable String> header,
        @Nullable TokenClaims token) {
    private static final String USER_AGENT = "User-Agent";

    @Nullable
    String text(String parameter, String headerName) {
        String value = raw(parameter, headerName);
        if (value != null) {
            check(parameter, value);
        }
        return value;
    }

    String text(String parameter, String headerName, String defaultValue) {
        String value = text(parameter, headerName);
        return value == null ? defaultValue : value;
    }

    UserType userType() {
        String name = text("user_type", "X-User-Type", UserType.VISITOR.wireName());
        UserType type = UserType.ofWireName(name);
        if (type == null || !type.claimable()) {
            throw new InvalidAttributeException("user_type '" + name + "' is none that a client may have");
        }
        return type;
    }

    /** As said, else as the user agent tells. */
    ClientType clientType() {
        ClientType said = constant("client_type", "X-Client-Type", ClientType::ofWireName);
        return said == null ? UserAgent.clientType(header.apply(USER_AGENT)) : said;
    }

    Profile profile() {
        return new Profile(
                constant("role", "X-User-Role", UserRole::ofWireName),
                constant("department", "X-Department", Department::ofWireName),
                vipLevel(),
                list("skills", "X-Skills"));
    }

    Set<String> groups() {
        Set<String> groups = list("group_id", "X-Group-ID");
        for (String group : groups) {
            if (group.startsWith("__")) {
                throw new InvalidAttributeException("group_id '" + group + "' is reserved");
            }
        }
        return groups;
    }

    /** Fails when {@code value} is not what an id or a name may be. */
    static void check(String name, String value) {
        if (value.length() > Limits.MAX_ID_LENGTH) {
            throw new InvalidAttributeException(name + " is longer than " + Limits.MAX_ID_LENGTH + " characters");
        }
        if (!value.codePoints().allMatch(AttributeValues::printable)) {
            throw new InvalidAttributeException(name + " has control characters");
        }
    }

    private int vipLevel() {
        String level = text("vip_level", "X-VIP-Level", "0");
        if (level.length() != 1 || level.charAt(0) < '0' || level.charAt(0) > '0' + Profile.MAX_VIP_LEVEL) {
            throw new InvalidAttributeException("vip_level is no whole number from 0 to " + Profile.MAX_VIP_LEVEL);
        }
        return level.charAt(0) - '0';
    }

    /** Null when absent. */
    private <T> @Nullable T constant(
            String parameter, String headerName, Function<String, ? extends @Nullable T> ofName) {
        String name = text(parameter, headerName);
        if (name == null) {
            return null;
        }
        T constant = ofName.apply(name);
        if (constant == null) {
            throw new InvalidAttributeException(parameter + " '" + name + "' is none that there is");
        }
        return constant;
    }

    /** With commas between, trimmed, without blanks and repeats. */
    private Set<String> list(String parameter, String headerName) {
        String list = raw(parameter, headerName);
        Set<String> values = new LinkedHashSet<>();
        if (list != null) {
            for (String part : list.split(",", -1)) {
                String value = part.strip();
                if (!value.isEmpty()) {
                    check(parameter, value);
                    values.add(value);
                }
            }
        }
        if (values.size() > Limits.MAX_GROUPS) {
            throw new InvalidAttributeException("more than " + Limits.MAX_GROUPS + " values in " + parameter);
        }
        return values;
    }

    private @Nullable String raw(String parameter, String headerName) {
        if (token != null) {
            String certain = token.value(parameter);
            if (TokenClaims.decides(parameter) || certain != null) {
                return certain == null || certain.isBlank() ? null : certain.strip();
            }
        }
        for (AttributeSource source : order) {
            String value =
                    switch (source) {
                        case QUERY -> query.apply(parameter);
                        case HEADER -> header.apply(headerName);
                    };
            if (value != null && !value.isBlank()) {
                return value.strip();
            }
        }
        return null;
    }

    /** Half of a surrogate pair counts as unprintable: it cannot be written in UTF-8. */
    private static boolean printable(int codePoint) {
        return !Character.isISOControl(codePoint) && Character.getType(codePoint) != Character.SURROGATE;
    }
}
