package io.signalbox.hub;

/** A message did not reach everybody who was to have it. */
public final class SendFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Sent result;

    SendFailedException(Sent result) {
        super(result.failed() + " of " + result.total() + " receivers do not have the message: " + result.errors());
        this.result = result;
    }

    /** Who has it and who has not. */
    public Sent result() {
        return result;
    }
}
