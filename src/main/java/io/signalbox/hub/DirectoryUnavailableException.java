package io.signalbox.hub;

/** The cluster did not answer where a user is. The message was not handed on. */
public final class DirectoryUnavailableException extends RuntimeException {
    public DirectoryUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
