package io.signalbox.identity;

import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the attributes of handshakes from the sources that the node is set to, in their order. Safe from any thread. */
public final class AttributeReader {
    private static final String BEARER = "Bearer ";

    private final List<AttributeSource> order;
    private final PeerReader peers;
    private final Clock clock;

    /** @param order the first source that says something counts; one that is not there is not read */
    public AttributeReader(List<AttributeSource> order, Clock clock) {
        this(order, PeerReader.OFF, clock);
    }

    /** @param peers reads where connections come from */
    public AttributeReader(List<AttributeSource> order, PeerReader peers, Clock clock) {
        this.order = List.copyOf(order);
        this.peers = peers;
        this.clock = clock;
    }

    /**
     * Reads and checks.
     *
     * @param query value of a query parameter, null when absent
     * @param header value of a request header, null when absent
     * @param token who the handshake's token says that it is; null without one
     * @throws InvalidAttributeException when one is too long, holds control characters or is none of those that there
     *     are, or there are too many groups or skills
     */
    public HandshakeAttributes read(
            Function<String, @Nullable String> query,
            Function<String, @Nullable String> header,
            @Nullable TokenClaims token) {
        return read(query, header, token, "");
    }

    /**
     * The same of a handshake from an address.
     *
     * @throws InvalidAttributeException as {@link #read(Function, Function, TokenClaims)}
     */
    public HandshakeAttributes read(
            Function<String, @Nullable String> query,
            Function<String, @Nullable String> header,
            @Nullable TokenClaims token,
            String address) {
        return new HandshakeAttributes(
                new AttributeValues(order, query, header, token), peers.read(address, header), clock.instant());
    }

    /**
     * The token of a handshake: query parameter {@code token}, or the header {@code Authorization: Bearer}, or a header
     * {@code token}; null when there is none, or only where this node does not look.
     */
    public @Nullable String token(Function<String, @Nullable String> query, Function<String, @Nullable String> header) {
        for (AttributeSource source : order) {
            String token =
                    switch (source) {
                        case QUERY -> query.apply("token");
                        case HEADER -> bearer(header);
                    };
            if (token != null && !token.isBlank()) {
                return token.strip();
            }
        }
        return null;
    }

    /** The scheme's name is written in any case (RFC 9110 section 11.1). */
    private static @Nullable String bearer(Function<String, @Nullable String> header) {
        String authorization = header.apply("Authorization");
        return authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? authorization.substring(BEARER.length())
                : header.apply("token");
    }
}
