package io.signalbox.client;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The address of a handshake: who connects, to which groups, and how far it came, goes into the query. */
final class HandshakeAddress {
    private final String base;
    private final ClientIdentity identity;
    private final Map<String, String> query = new LinkedHashMap<>();

    /** @param extra more query parameters; they never replace those of the identity */
    HandshakeAddress(URI endpoint, Map<String, String> extra, ClientIdentity identity) {
        base = base(endpoint);
        this.identity = identity;
        String given = endpoint.getRawQuery();
        if (given != null) {
            for (String pair : given.split("&", -1)) {
                int equals = pair.indexOf('=');
                query.put(decode(equals < 0 ? pair : pair.substring(0, equals)), decode(pair.substring(equals + 1)));
            }
        }
        query.putAll(extra);
        put("user_id", identity.userId());
        put("user_name", identity.userName());
        put("user_type", identity.userType());
        put("client_id", identity.clientId());
        put("device_id", identity.deviceId());
        put("app_id", identity.appId());
        put("namespace", identity.namespace());
        query.remove("group_id");
        query.remove("epoch");
    }

    /** Who connects. */
    ClientIdentity identity() {
        return identity;
    }

    /** Where to, without the query: it may hold a token. */
    String endpoint() {
        return base;
    }

    URI withGroups(Collection<String> groups, ResumePoint point) {
        Map<String, String> all = new LinkedHashMap<>(query);
        all.put("last_seq", Long.toString(point.lastSeq()));
        if (point.epoch() != null) {
            all.put("epoch", point.epoch());
        }
        // In the query a comma separates; a group whose name holds one is joined by command.
        String list = groups.stream().filter(group -> group.indexOf(',') < 0).collect(Collectors.joining(","));
        if (!list.isEmpty()) {
            all.put("group_id", list);
        }
        return URI.create(base
                + '?'
                + all.entrySet().stream()
                        .map(entry -> encode(entry.getKey()) + '=' + encode(entry.getValue()))
                        .collect(Collectors.joining("&")));
    }

    private static String base(URI endpoint) {
        String scheme = endpoint.getScheme();
        String wsScheme = scheme == null
                ? null
                : switch (scheme) {
                    case "ws", "http" -> "ws";
                    case "wss", "https" -> "wss";
                    default -> null;
                };
        if (wsScheme == null || endpoint.getHost() == null) {
            throw SignalboxException.of(
                    ClientErrorCode.INVALID_OPTION, "'" + endpoint + "' is no ws or wss address", null);
        }
        return wsScheme + "://" + endpoint.getRawAuthority() + endpoint.getRawPath();
    }

    private void put(String name, @Nullable String value) {
        if (value != null) {
            query.put(name, value);
        }
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
