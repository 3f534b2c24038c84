package io.signalbox.endpoint;

import io.signalbox.config.SettingsReader;

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
 * @param tyrusIdleFix take away a timer that the container restarts for each message, needed or not
 */
public record EndpointSettings(
        AllowedOrigins allowedOrigins, int maxConnections, int handshakesPerSecondPerAddress, boolean tyrusIdleFix) {

    /** Reads and validates; problems are collected in {@code settings}. */
    public static EndpointSettings from(SettingsReader settings) {
        return new EndpointSettings(
                settings.parsed("signalbox.hub.allowed-origins", AllowedOrigins.SAME_ONLY, AllowedOrigins::parse),
                settings.integer("signalbox.hub.max-connections", 10_000, 0, 1_000_000),
                settings.integer("signalbox.hub.handshakes-per-second-per-address", 0, 0, 100_000),
                settings.bool("signalbox.transport.tyrus-idle-fix", true));
    }
}
