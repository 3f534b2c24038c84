package io.signalbox.identity;

/** What is wrong with a connection token. */
public enum TokenFault {
    /** It is no signed JWT (RFC 7519, RFC 7515 section 7.1), or a claim is not what it must be. */
    MALFORMED("is no signed JWT with the claims of a connection token"),
    /** It is signed with another algorithm than the key is for (RFC 8725 section 3.1). */
    ALGORITHM("is signed with another algorithm than this node expects"),
    /** The key did not sign it. */
    SIGNATURE("has a wrong signature"),
    /** Its time is over, not come yet, or not said. */
    TIME("is expired, not valid yet, or has no exp"),
    ISSUER("is of another issuer"),
    AUDIENCE("is for another audience"),
    /** It names no user. */
    NO_USER("has no uid");

    private final String text;

    TokenFault(String text) {
        this.text = text;
    }

    /** For the refused client, after "the token"; says nothing of the key. */
    public String text() {
        return text;
    }
}
