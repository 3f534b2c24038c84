package io.signalbox.bench;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/** The opening handshake of one connection, RFC 6455 section 4.1. */
final class Upgrade {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final String path;
    private final String key;

    /** @param path with its query */
    Upgrade(String path) {
        this.path = path;
        byte[] random = new byte[16];
        ThreadLocalRandom.current().nextBytes(random);
        this.key = Base64.getEncoder().encodeToString(random);
    }

    byte[] request() {
        return ("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Key: " + key + "\r\nSec-WebSocket-Version: 13\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Reads the answer.
     *
     * @return where the frames begin; 0 when the answer is not all there
     * @throws RefusedException when the server refused
     */
    int answered(byte[] buffer, int length) throws RefusedException {
        String text = new String(buffer, 0, length, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            return 0;
        }
        String head = text.substring(0, end);
        String status = head.lines().findFirst().orElse("");
        if (!status.contains(" 101 ") || !head.contains(accept(key))) {
            throw new RefusedException(path + ": " + status);
        }
        if (head.toLowerCase(Locale.ROOT).contains("\nsec-websocket-extensions")) {
            throw new RefusedException(path + ": an extension that nobody asked for");
        }
        return end + 4;
    }

    /** The value of {@code Sec-WebSocket-Accept} for a key. */
    static String accept(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }
}
