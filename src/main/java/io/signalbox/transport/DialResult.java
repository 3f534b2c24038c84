package io.signalbox.transport;

/** What a backend answered to a request. */
public sealed interface DialResult {
    /** Status line and headers. */
    ResponseHead head();

    /**
     * It switched protocols.
     *
     * @param link the connection, not started
     * @param loop the loop that serves the link
     */
    record Upgraded(ResponseHead head, ByteLink link, EventLoop loop) implements DialResult {}

    /**
     * It answered with something else, and the connection is closed.
     *
     * @param body its beginning, as UTF-8
     */
    record Answered(ResponseHead head, String body) implements DialResult {}
}
