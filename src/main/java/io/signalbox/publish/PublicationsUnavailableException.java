package io.signalbox.publish;

/** The table of publications did not answer. Nothing may be called published; what is in the table stays there. */
public final class PublicationsUnavailableException extends RuntimeException {
    public PublicationsUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
