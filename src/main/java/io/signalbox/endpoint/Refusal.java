package io.signalbox.endpoint;

/** Why a handshake is refused before the upgrade. The name in lower case is the label in metrics. */
enum Refusal {
    /** An attribute of the handshake breaks the contract. */
    BAD_ATTRIBUTE(400, 0),
    /** This node asks for a connection token, and there is none. */
    TOKEN_MISSING(401, 0),
    /** The connection token is not accepted. */
    TOKEN_INVALID(401, 0),
    /** A web page of an origin that may not connect. */
    FOREIGN_ORIGIN(403, 0),
    /** The node is set to take no users of that type. */
    USER_TYPE_NOT_ALLOWED(403, 0),
    /** The node is set to take nobody from that address. */
    ADDRESS_NOT_ALLOWED(403, 0),
    /** The node is a balancer. */
    NO_HUB(404, 0),
    /** No WebSocket handshake, or not of the only version; {@link OpeningHandshake} has more statuses for it. */
    NO_WEBSOCKET(426, 0),
    /** Too many handshakes from one address. */
    TOO_FAST(429, 1),
    /** Too many refused handshakes from one address; the answer says for how long. */
    LOCKED(429, 1),
    /** The user has as many connections as allowed. */
    LOGIN_LIMIT(429, 5),
    /** The node starts or drains. */
    NOT_READY(503, 1),
    /** The node has as many connections as it may. */
    FULL(503, 5);

    private final int status;
    private final int retryAfter;

    Refusal(int status, int retryAfter) {
        this.status = status;
        this.retryAfter = retryAfter;
    }

    /** HTTP status code of the answer. */
    int status() {
        return status;
    }

    /** Seconds after which another try may go better; 0: it will not. */
    int retryAfter() {
        return retryAfter;
    }
}
