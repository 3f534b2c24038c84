package io.signalbox.endpoint;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which web pages may connect: a browser names the page's origin (RFC 6454) and lets every page connect to anywhere, so
 * the server decides (RFC 6455 section 10.2). This keeps foreign pages out, not clients that are no browser: those
 * write what they like.
 *
 * @param any every page may
 * @param listed these may, normalised; empty and not {@code any}: pages of the address that is connected to
 */
public record AllowedOrigins(boolean any, Set<String> listed) {
    /** Pages of the address that is connected to. */
    public static final AllowedOrigins SAME_ONLY = new AllowedOrigins(false, Set.of());

    private static final Pattern ORIGIN = Pattern.compile(
            "(?<scheme>[a-z][a-z0-9+.-]*)://(?<host>[a-z0-9._-]+|\\[[0-9a-f:.]+])(:(?<port>[0-9]{1,5}))?");

    public AllowedOrigins {
        listed = Set.copyOf(listed);
    }

    /**
     * Reads the setting.
     *
     * @throws IllegalArgumentException with what is wrong, when an entry is no origin
     */
    static AllowedOrigins parse(String text) {
        Set<String> listed = new LinkedHashSet<>();
        boolean any = false;
        for (String part : text.split(",", -1)) {
            String entry = part.strip();
            if (entry.equals("*")) {
                any = true;
            } else {
                String origin = normal(entry);
                if (origin == null) {
                    throw new IllegalArgumentException("must be * or a list of scheme://host[:port], without a path;"
                            + " '" + entry + "' is none");
                }
                listed.add(origin);
            }
        }
        if (any && !listed.isEmpty()) {
            throw new IllegalArgumentException("must not list origins beside *");
        }
        return new AllowedOrigins(any, listed);
    }

    /**
     * Whether a handshake may go on.
     *
     * @param origin the header, null when there is none
     * @param hosts what the client connected to, {@code host[:port]}: the Host header, and a balancer's
     *     X-Forwarded-Host, which no web page can write
     */
    boolean allows(@Nullable String origin, Iterable<String> hosts) {
        if (origin == null || any) {
            return true;
        }
        String normal = normal(origin);
        if (normal == null) {
            return false;
        }
        if (!listed.isEmpty()) {
            return listed.contains(normal);
        }
        String scheme = normal.substring(0, normal.indexOf("://"));
        for (String host : hosts) {
            // A balancer may end TLS before us, so the scheme is the page's.
            if (normal.equals(normal(scheme + "://" + host))) {
                return true;
            }
        }
        return false;
    }

    /** In lower case and without the scheme's own port; null when it is no origin, such as {@code null}. */
    private static @Nullable String normal(String text) {
        Matcher origin = ORIGIN.matcher(text.toLowerCase(Locale.ROOT));
        if (!origin.matches()) {
            return null;
        }
        String scheme = origin.group("scheme");
        String authority = scheme + "://" + origin.group("host");
        String port = origin.group("port");
        if (port == null) {
            return authority;
        }
        int number = Integer.parseInt(port);
        if (number < 1 || number > 65_535) {
            return null;
        }
        int own = scheme.equals("https") ? 443 : scheme.equals("http") ? 80 : 0;
        return number == own ? authority : authority + ":" + number;
    }
}
