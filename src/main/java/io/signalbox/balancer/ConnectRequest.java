package io.signalbox.balancer;

import io.signalbox.transport.GetRequest;
import io.signalbox.transport.Header;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A client that asks for a WebSocket.
 *
 * @param query as it came, without the question mark; empty when there is none
 * @param headers as they came
 * @param remoteAddress of the client's socket
 * @param secure whether the client came over TLS
 * @param host the {@code Host} that the client asked for; empty when it named none
 */
public record ConnectRequest(String query, List<Header> headers, String remoteAddress, boolean secure, String host) {
    private static final Set<String> FORWARDED = Set.of(
            "sec-websocket-key",
            "sec-websocket-version",
            "sec-websocket-protocol",
            "sec-websocket-extensions",
            "cookie",
            "authorization",
            "origin",
            "user-agent");

    public ConnectRequest {
        headers = List.copyOf(headers);
    }

    /**
     * What is sent to a backend. Hop-by-hop headers and {@code Host} are ours, and so is {@code X-Forwarded-*}: what a
     * client claims there, or in {@code X-Real-IP}, is dropped.
     *
     * @throws IllegalArgumentException when it cannot be forwarded as one HTTP request of bounded size
     */
    GetRequest to(BackendAddress backend) {
        List<Header> forwarded = new ArrayList<>();
        forwarded.add(new Header("Upgrade", "websocket"));
        forwarded.add(new Header("Connection", "Upgrade"));
        headers.stream().filter(ConnectRequest::passesOn).forEach(forwarded::add);
        forwarded.add(new Header("X-Forwarded-For", remoteAddress));
        forwarded.add(new Header("X-Forwarded-Proto", secure ? "https" : "http"));
        if (!host.isEmpty()) {
            forwarded.add(new Header("X-Forwarded-Host", host));
        }
        String target = query.isEmpty() ? backend.path() : backend.path() + "?" + query;
        return new GetRequest(backend.host(), backend.port(), target, forwarded);
    }

    /** A client's attribute: from the query, else from the header; nothing when it is absent or too long. */
    Optional<String> attribute(String parameter, String header) {
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0 && pair.substring(0, equals).equals(parameter)) {
                return decoded(pair.substring(equals + 1)).filter(ClientIdentity::acceptable);
            }
        }
        return Header.first(headers, header).filter(ClientIdentity::acceptable);
    }

    private static boolean passesOn(Header header) {
        String name = header.name().toLowerCase(Locale.ROOT);
        boolean attribute = name.startsWith("x-") && !name.startsWith("x-forwarded-") && !name.equals("x-real-ip");
        return FORWARDED.contains(name) || attribute;
    }

    private static Optional<String> decoded(String text) {
        try {
            return Optional.of(URLDecoder.decode(text, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
