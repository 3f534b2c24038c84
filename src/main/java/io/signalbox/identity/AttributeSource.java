package io.signalbox.identity;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Where an attribute of a handshake may stand. */
public enum AttributeSource {
    QUERY,
    HEADER;

    /** The query, else a header. */
    public static final List<AttributeSource> DEFAULT_ORDER = List.of(QUERY, HEADER);

    /**
     * Reads an order such as {@code query,header}; a source that it does not name is not read.
     *
     * @throws IllegalArgumentException with what it should be
     */
    public static List<AttributeSource> parseOrder(String text) {
        List<AttributeSource> order = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            AttributeSource source = ofName(part.strip());
            if (order.contains(source)) {
                throw new IllegalArgumentException("must name each source once");
            }
            order.add(source);
        }
        return List.copyOf(order);
    }

    private static AttributeSource ofName(String name) {
        for (AttributeSource source : values()) {
            if (source.name().toLowerCase(Locale.ROOT).equals(name)) {
                return source;
            }
        }
        throw new IllegalArgumentException(
                "must be query, header, or both with a comma between, first that which counts first");
    }
}
