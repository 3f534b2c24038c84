package io.signalbox.identity;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads of handshakes where they come from: the address, and the headers of a list. Those that carry secrets cannot be
 * on the list. Safe from any thread.
 */
public final class PeerReader {
    /** Reads nothing. */
    public static final PeerReader OFF = new PeerReader(false, List.of());

    private static final int MAX_HEADERS = 16;
    private static final int MAX_VALUE = 256;
    private static final Pattern NAME = Pattern.compile("[a-z0-9!#$%&'*+.^_`|~-]{1,64}");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    /** Tokens, cookies and what identifies a handshake. */
    private static final Set<String> SECRET = Set.of(
            "authorization",
            "proxy-authorization",
            "cookie",
            "set-cookie",
            "token",
            "sec-websocket-key",
            "sec-websocket-protocol");

    /** What names of headers with secrets of others have in them. */
    private static final Pattern SECRET_PART = Pattern.compile(".*(token|secret|password|api-?key|session|auth).*");

    private final boolean on;
    private final List<String> headers;

    private PeerReader(boolean on, List<String> headers) {
        this.on = on;
        this.headers = List.copyOf(headers);
    }

    /** One that reads the address and these headers. @param headers as {@link #parseHeaders} answers them */
    public static PeerReader of(List<String> headers) {
        return new PeerReader(true, headers);
    }

    /**
     * Reads a list of names of headers with a comma between.
     *
     * @return in lower case, each once
     * @throws IllegalArgumentException with what it should be, also when a header is named that carries a secret
     */
    public static List<String> parseHeaders(String text) {
        Set<String> names = new TreeSet<>();
        for (String part : text.split(",", -1)) {
            String name = part.strip().toLowerCase(Locale.ROOT);
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("must be names of headers with a comma between");
            }
            if (SECRET.contains(name) || SECRET_PART.matcher(name).matches()) {
                throw new IllegalArgumentException("must not have " + name + ": it may carry a secret");
            }
            names.add(name);
        }
        if (names.size() > MAX_HEADERS) {
            throw new IllegalArgumentException("must not be more than " + MAX_HEADERS + " names");
        }
        return List.copyOf(names);
    }

    /** @param header value of a request header, null when absent */
    Peer read(String address, Function<String, @Nullable String> header) {
        if (!on) {
            return Peer.UNKNOWN;
        }
        Map<String, String> read = new LinkedHashMap<>();
        for (String name : headers) {
            String value = header.apply(name);
            if (value != null) {
                read.put(name, bounded(value));
            }
        }
        return new Peer(address, read);
    }

    private static String bounded(String value) {
        String plain = CONTROL.matcher(value).replaceAll(" ");
        return plain.length() <= MAX_VALUE ? plain : plain.substring(0, MAX_VALUE);
    }
}
