package io.signalbox.endpoint;

import io.signalbox.config.SettingsReader;
import io.signalbox.identity.AttributeSource;
import java.util.List;

/**
 * Who may connect to the hub, and how many.
 *
 * @param allowedOrigins origins of web pages that may connect, {@code scheme://host[:port]} with commas between, or
 *     {@code *} for any; empty: only pages of the address that is connected to. A client that sends no Origin header
 *     is no web page and may always connect
 * @param maxConnections most connections of this node, open or in their handshake; beyond it a handshake is answered
 *     503; zero: no limit
 * @param handshakesPerSecondPerAddress most handshakes a second from one network address; beyond it they are answered
 *     429; zero: no limit, which is right behind a balancer, where all clients have its address
 * @param access which users and addresses may connect at all
 * @param sources where the attributes of a handshake are looked for, first that which counts first, such as {@code
 *     header,query}; what is not named is not read; empty: the query, else the headers
 * @param responseHeaders more headers of the answer to a handshake, such as {@code Region=eu-1,Release=7}; each name
 *     gets {@code X-WSC-} in front
 * @param tyrusIdleFix take away a timer that the container restarts for each message, needed or not
 */
public record EndpointSettings(
        AllowedOrigins allowedOrigins,
        int maxConnections,
        int handshakesPerSecondPerAddress,
        AccessSettings access,
        List<AttributeSource> sources,
        ResponseHeaders responseHeaders,
        boolean tyrusIdleFix) {
    public EndpointSettings {
        sources = List.copyOf(sources);
    }

    /** Reads and validates; problems are collected in {@code settings}. */
    public static EndpointSettings from(SettingsReader settings) {
        return new EndpointSettings(
                settings.parsed("signalbox.hub.allowed-origins", AllowedOrigins.SAME_ONLY, AllowedOrigins::parse),
                settings.integer("signalbox.hub.max-connections", 10_000, 0, 1_000_000),
                settings.integer("signalbox.hub.handshakes-per-second-per-address", 0, 0, 100_000),
                AccessSettings.from(settings),
                settings.parsed(
                        "signalbox.identity.sources", AttributeSource.DEFAULT_ORDER, AttributeSource::parseOrder),
                settings.parsed("signalbox.hub.response-headers", ResponseHeaders.NONE, ResponseHeaders::parse),
                settings.bool("signalbox.transport.tyrus-idle-fix", true));
    }
}
