package io.signalbox.identity;

import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the attributes of handshakes from the sources that the node is set to, in their order. Safe from any thread. */
public final class AttributeReader {
    private final List<AttributeSource> order;
    private final Clock clock;

    /** @param order the first source that says something counts; one that is not there is not read */
    public AttributeReader(List<AttributeSource> order, Clock clock) {
        this.order = List.copyOf(order);
        this.clock = clock;
    }

    /**
     * Reads and checks.
     *
     * @param query value of a query parameter, null when absent
     * @param header value of a request header, null when absent
     * @throws InvalidAttributeException when one is too long, holds control characters or is none of those that there
     *     are, or there are too many groups or skills
     */
    public HandshakeAttributes read(
            Function<String, @Nullable String> query, Function<String, @Nullable String> header) {
        return new HandshakeAttributes(new AttributeValues(order, query, header), clock.instant());
    }
}
