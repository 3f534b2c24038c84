package io.signalbox.identity;

import java.util.Map;

/**
 * Where a connection comes from. Known only where connections or messages are recorded.
 *
 * @param address of the client as this node sees it; empty when not known
 * @param headers those of its handshake that are to be recorded, by their name in lower case
 */
public record Peer(String address, Map<String, String> headers) {
    /** Of whom nothing is known. */
    public static final Peer UNKNOWN = new Peer("", Map.of());

    public Peer {
        headers = Map.copyOf(headers);
    }
}
