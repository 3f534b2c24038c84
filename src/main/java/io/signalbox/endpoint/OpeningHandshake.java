package io.signalbox.endpoint;

import io.signalbox.transport.Header;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a request must be to be an opening handshake (RFC 6455 section 4.2.1), for the hub and the balancer alike. The
 * container's own check is not enough: Tyrus takes a POST, HTTP/1.0 and any key, and answers others with 404 or 500.
 */
final class OpeningHandshake {
    /** The only version of the protocol that there is (RFC 6455 section 4.4). */
    private static final String VERSION = "13";

    private static final Pattern ONLY_VERSION = Pattern.compile(VERSION);
    /** Sixteen bytes in base64. */
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9+/]{22}==");

    private static final String KEY_HEADER = "Sec-WebSocket-Key";
    private static final String VERSION_HEADER = "Sec-WebSocket-Version";
    private static final Header UPGRADE = new Header("Upgrade", "websocket");

    private OpeningHandshake() {}

    /** The first rule that {@code request} breaks, null when it breaks none. */
    static @Nullable Fault faultOf(HttpServletRequest request) {
        if (!listed(request, "Upgrade", "websocket") || !listed(request, "Connection", "upgrade")) {
            return new Fault(
                    426,
                    "this address serves WebSocket connections only",
                    List.of(UPGRADE, new Header("Connection", "close")));
        }
        if (!"GET".equals(request.getMethod())) {
            return new Fault(405, "a WebSocket handshake is a GET", List.of(new Header("Allow", "GET")));
        }
        if (!"HTTP/1.1".equals(request.getProtocol())) {
            return new Fault(400, "a WebSocket handshake is HTTP/1.1", List.of());
        }
        if (!isOnly(request, VERSION_HEADER, ONLY_VERSION)) {
            return new Fault(
                    426, VERSION_HEADER + " must be " + VERSION, List.of(UPGRADE, new Header(VERSION_HEADER, VERSION)));
        }
        if (!isOnly(request, KEY_HEADER, KEY)) {
            return new Fault(400, KEY_HEADER + " must be 16 bytes in base64", List.of());
        }
        return null;
    }

    /** Whether one of the comma separated values of a header is {@code wanted}, without case. */
    private static boolean listed(HttpServletRequest request, String header, String wanted) {
        for (String value : Collections.list(request.getHeaders(header))) {
            for (String token : value.split(",", -1)) {
                if (token.strip().toLowerCase(Locale.ROOT).equals(wanted)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether a header comes once and is as it must be. */
    private static boolean isOnly(HttpServletRequest request, String header, Pattern wanted) {
        List<String> values = Collections.list(request.getHeaders(header));
        return values.size() == 1 && wanted.matcher(values.get(0)).matches();
    }

    /**
     * Why a request is no opening handshake.
     *
     * @param status of the answer
     * @param headers that the answer must have
     */
    record Fault(int status, String detail, List<Header> headers) {}
}
