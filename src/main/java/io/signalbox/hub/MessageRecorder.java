package io.signalbox.hub;

import io.signalbox.protocol.Message;

/**
 * Who keeps records of what becomes of messages: a port. Told on the thread where it happens, which may be an event loop,
 * and under no lock of the hub's: must not block and must not throw.
 */
public interface MessageRecorder {
    /** Keeps none. */
    MessageRecorder NONE = new MessageRecorder() {
        @Override
        public boolean wants(Message message) {
            return false;
        }

        @Override
        public void tell(MessageStep step) {}
    };

    /** Whether there is to be a record of a message: asked again with each step. */
    boolean wants(Message message);

    /** Of a message that was wanted. */
    void tell(MessageStep step);
}
