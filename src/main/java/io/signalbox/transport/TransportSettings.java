package io.signalbox.transport;

import io.signalbox.config.SettingsReader;

/**
 * How bytes are moved.
 *
 * @param wire who moves the bytes of message connections: our event loops, or the container
 * @param loops number of event loops; 0: one less than there are processors
 * @param deflate whether permessage-deflate is negotiated with clients that offer it
 */
public record TransportSettings(WireName wire, int loops, boolean deflate) {

    /** Reads and validates; problems are collected in {@code settings}. */
    public static TransportSettings from(SettingsReader settings) {
        return new TransportSettings(
                settings.choice("signalbox.transport", WireName.FAST),
                settings.integer("signalbox.transport.loops", 0, 0, 256),
                settings.bool("signalbox.transport.deflate", false));
    }

    /** How many loops to make. One core is left to the workers, the database driver and the collector. */
    int loopCount() {
        return loops > 0 ? loops : Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
    }
}
