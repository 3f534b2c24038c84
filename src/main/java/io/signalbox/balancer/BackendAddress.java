package io.signalbox.balancer;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a backend is.
 *
 * @param id its name in views, logs and metrics
 * @param host name or address
 * @param port TCP port of plain HTTP
 * @param path of the WebSocket endpoint
 */
record BackendAddress(String id, String host, int port, String path) {
    /** Path of a hub's endpoint. */
    static final String HUB_PATH = "/ws";

    private static final Pattern SYNTAX = Pattern.compile(
            "(?<id>[A-Za-z0-9._-]{1,64})=(?<host>\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9._-]+):(?<port>[0-9]{1,5})(?<path>/\\S*)?");

    /**
     * Reads {@code id=host:port} or {@code id=host:port/path}.
     *
     * @throws IllegalArgumentException when it is not that
     */
    static BackendAddress parse(String text) {
        Matcher matcher = SYNTAX.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("must be a list of id=host:port or id=host:port/path, or 'cluster'");
        }
        int port = Integer.parseInt(matcher.group("port"));
        if (port == 0 || port > 65535) {
            throw new IllegalArgumentException("must have ports from 1 to 65535");
        }
        String host = matcher.group("host").replace("[", "").replace("]", "");
        String path = matcher.group("path");
        return new BackendAddress(matcher.group("id"), host, port, path == null ? HUB_PATH : path);
    }

    /** Host and port as people write them. */
    String authority() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
