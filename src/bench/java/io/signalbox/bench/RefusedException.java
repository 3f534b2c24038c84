package io.signalbox.bench;

import java.io.IOException;

/** The server did not answer 101. */
final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
        super(message);
    }
}
