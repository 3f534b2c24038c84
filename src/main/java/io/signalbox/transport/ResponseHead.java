package io.signalbox.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Status line and headers of a backend's answer.
 *
 * @param status three digits
 * @param headers in the order they came
 */
public record ResponseHead(int status, List<Header> headers) {
    public ResponseHead {
        headers = List.copyOf(headers);
    }

    /** The value of the first header of that name. */
    public Optional<String> header(String name) {
        return Header.first(headers, name);
    }

    /** Whether the body comes in chunks, which have to be undone before it is shown. */
    boolean chunked() {
        return header("Transfer-Encoding")
                .filter(coding -> coding.toLowerCase(Locale.ROOT).contains("chunked"))
                .isPresent();
    }

    /**
     * @param text everything up to the empty line
     * @throws IllegalArgumentException when it is no HTTP/1.1 response head
     */
    static ResponseHead parse(String text) {
        String[] lines = text.split("\r\n", -1);
        if (!lines[0].matches("HTTP/1\\.[01] [1-5][0-9][0-9]( .*)?")) {
            throw new IllegalArgumentException("the answer is not HTTP/1.1");
        }
        List<Header> headers = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon < 0) {
                throw new IllegalArgumentException("the answer has a header line without a colon");
            }
            headers.add(new Header(
                    lines[i].substring(0, colon), lines[i].substring(colon + 1).strip()));
        }
        return new ResponseHead(Integer.parseInt(lines[0].substring(9, 12)), headers);
    }
}
