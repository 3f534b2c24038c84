package io.signalbox.transport;

import java.util.List;
import java.util.Optional;

/**
 * One HTTP header line. It cannot carry another line: names are tokens, values hold no control characters.
 *
 * @param name as it was written; compared without case
 * @param value one byte a character (ISO 8859-1)
 */
public record Header(String name, String value) {
    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    /** @throws IllegalArgumentException when the name or the value is not allowed in HTTP */
    public Header {
        if (name.isEmpty() || !name.chars().allMatch(Header::tokenCharacter)) {
            throw new IllegalArgumentException("a header name must be a token");
        }
        if (!value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c != 0x7f && c <= 0xff))) {
            throw new IllegalArgumentException("header " + name + " holds a character that is not allowed");
        }
    }

    /** Whether this is the header called {@code other}. */
    public boolean named(String other) {
        return name.equalsIgnoreCase(other);
    }

    /** The value of the first header of that name. */
    public static Optional<String> first(List<Header> headers, String name) {
        return headers.stream().filter(h -> h.named(name)).map(Header::value).findFirst();
    }

    private static boolean tokenCharacter(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || TOKEN_MARKS.indexOf(c) >= 0;
    }
}
