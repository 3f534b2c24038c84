package io.signalbox.endpoint;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Who may post to which open event stream of this node: each has a token that only its client was told. A token is a
 * handle, by which it is looked up, and a secret, which is compared in constant time. As many as there are open streams,
 * which {@link ConnectionSlots} bounds. Safe from any thread.
 */
final class SseTokens {
    /** Bytes at random of a handle: unique, no secret. */
    private static final int HANDLE_BYTES = 12;
    /** Bytes at random of a secret. */
    private static final int SECRET_BYTES = 32;

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int HANDLE_LENGTH = HANDLE_BYTES / 3 * 4;

    private final ConcurrentMap<String, Entry> entries = new ConcurrentHashMap<>();

    /** A token that nobody has. */
    static String fresh() {
        byte[] random = new byte[HANDLE_BYTES + SECRET_BYTES];
        RANDOM.nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    /** From now on {@code token} means this connection. */
    void add(String token, SseConnection connection) {
        entries.put(handle(token), new Entry(bytes(token), connection));
    }

    /** The connection ended. Idempotent. */
    void remove(String token) {
        entries.remove(handle(token));
    }

    /** The connection whose token it is, null when there is none. @param token whatever somebody sent */
    @Nullable
    SseConnection find(String token) {
        if (token.length() <= HANDLE_LENGTH) {
            return null;
        }
        Entry entry = entries.get(handle(token));
        return entry != null && MessageDigest.isEqual(entry.token, bytes(token)) ? entry.connection : null;
    }

    /** Streams that can be posted to. */
    int size() {
        return entries.size();
    }

    private static String handle(String token) {
        return token.substring(0, HANDLE_LENGTH);
    }

    private static byte[] bytes(String token) {
        return token.getBytes(StandardCharsets.UTF_8);
    }

    /** Not a record: nobody prints or compares it. */
    private static final class Entry {
        private final byte[] token;
        private final SseConnection connection;

        private Entry(byte[] token, SseConnection connection) {
            this.token = token;
            this.connection = connection;
        }
    }
}
