package io.signalbox.jmh;

/** What clients send: the same shape as in the benchmark over sockets. */
final class Texts {
    private static final String CONTENT = "m".repeat(128);

    static final String TO_BOB = "{\"message_type\":\"text\",\"receiver\":\"bob\",\"content\":\"" + CONTENT + "\"}";
    static final String TO_ALL =
            "{\"message_type\":\"announcement\",\"broadcast_type\":\"global\",\"content\":\"" + CONTENT + "\"}";

    private Texts() {}
}
