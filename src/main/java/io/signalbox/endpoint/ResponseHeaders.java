package io.signalbox.endpoint;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the operator has the node say in its answer to every handshake that it lets in, beside the ids (contract C11).
 *
 * @param values by the whole name of the header
 */
public record ResponseHeaders(Map<String, String> values) {
    /** Before the name of each header. */
    static final String PREFIX = "X-WSC-";
    /** Tells the client its id. */
    static final String CLIENT_ID = PREFIX + "Client-ID";
    /** Tells which node it is connected to. */
    static final String NODE_ID = PREFIX + "Node-ID";

    static final ResponseHeaders NONE = new ResponseHeaders(Map.of());
    private static final Pattern ENTRY =
            Pattern.compile("\\s*(?<name>[A-Za-z0-9-]{1,64})\\s*=\\s*(?<value>[!-~]([ -~]{0,126}[!-~])?)\\s*");

    public ResponseHeaders {
        values = Map.copyOf(values);
    }

    /** @throws IllegalArgumentException with what it should be */
    static ResponseHeaders parse(String text) {
        Map<String, String> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String part : text.split(",", -1)) {
            Matcher entry = ENTRY.matcher(part);
            if (!entry.matches()) {
                throw new IllegalArgumentException(
                        "must be like Region=eu-1,Release=7, in ASCII; '" + part + "' is not");
            }
            String name = PREFIX + entry.group("name");
            boolean ours = name.equalsIgnoreCase(CLIENT_ID) || name.equalsIgnoreCase(NODE_ID);
            if (ours || values.put(name, entry.group("value")) != null) {
                throw new IllegalArgumentException("must name each header once, and neither Client-ID nor Node-ID");
            }
        }
        return new ResponseHeaders(values);
    }
}
