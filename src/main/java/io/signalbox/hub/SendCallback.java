package io.signalbox.hub;

/**
 * Hears what became of one message: exactly one of the two is called, once, on a thread that may block. What it throws
 * is logged and has no other effect.
 */
public interface SendCallback {
    /** Everybody who was to have it has it. */
    void sent(Sent result);

    /** Somebody does not. @param why a {@link SendFailedException} when it is known who; else what stood in the way */
    void failed(RuntimeException why);
}
