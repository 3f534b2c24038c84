package io.signalbox.client;

/** What a wire tells: one call at a time, on threads of its own. Nothing after {@code closed} or {@code failed}. */
interface WireListener {
    /** A fragment of a text message; the wire waits for {@link Wire#request}. */
    void text(Wire wire, CharSequence part, boolean last);

    /** A fragment of a binary message; the wire waits for {@link Wire#request}. */
    void binary(Wire wire, boolean last);

    /** The peer closed it. */
    void closed(int code, String reason);

    /** It could not be opened, or broke. */
    void failed(String reason);
}
