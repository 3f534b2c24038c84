package io.signalbox.transport;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A GET request to a backend.
 *
 * @param host name or address to dial, also the {@code Host} header
 * @param port TCP port
 * @param target path and query
 * @param headers all headers but {@code Host}
 */
public record GetRequest(String host, int port, String target, List<Header> headers) {
    /** Largest request head that is sent, in bytes. */
    static final int MAX_HEAD = 16 * 1024;

    /** @throws IllegalArgumentException when it cannot be written as one HTTP request of bounded size */
    public GetRequest {
        headers = List.copyOf(headers);
        if (!target.startsWith("/") || !target.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("the path and query hold a character that is not allowed in a URL");
        }
        int size = target.length() + host.length();
        for (Header header : headers) {
            size += header.name().length() + header.value().length() + 4;
        }
        if (size > MAX_HEAD - 64) {
            throw new IllegalArgumentException("the request head is larger than " + MAX_HEAD + " bytes");
        }
    }

    ByteBuffer encode() {
        StringBuilder head = new StringBuilder(512);
        head.append("GET ").append(target).append(" HTTP/1.1\r\n");
        String authority = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        line(head, new Header("Host", authority + ":" + port));
        headers.forEach(header -> line(head, header));
        head.append("\r\n");
        return ByteBuffer.wrap(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void line(StringBuilder head, Header header) {
        head.append(header.name()).append(": ").append(header.value()).append("\r\n");
    }
}
