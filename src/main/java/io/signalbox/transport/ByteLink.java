package io.signalbox.transport;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One end of a tunnel: a two-way byte stream with back-pressure. Bytes go out through {@link #write}; bytes come in at
 * the {@link Receiver}. All methods may be called from any thread and none blocks; but one thread at a time writes.
 */
public interface ByteLink {
    /** Begins to read. Called once; nothing reaches {@code receiver} before. */
    void start(Receiver receiver);

    /**
     * Takes all of {@code bytes}: they are written or copied when this returns. Ignored once the link ended.
     *
     * @return false when the queue is full: stop, {@link Receiver#writable()} follows. More bytes are taken all the
     *     same, so that a small frame can always be added; whoever goes on with data breaks the bound.
     */
    boolean write(ByteBuffer bytes);

    /** Reads again after {@link Receiver#received} said false. A call that comes before the pause is not lost. */
    void resumeReading();

    /** How long the queue has been full; zero while it takes bytes. */
    Duration congestedFor();

    /** Writes what is queued and closes then; whoever finds that too slow aborts. No more callbacks. Idempotent. */
    void end();

    /** Closes at once; what is queued is lost. No more callbacks. Idempotent. */
    void abort();

    /** What the owner of a link is told. Never two calls of {@code received} at the same time. */
    interface Receiver {
        /**
         * Bytes that came in, in order. They belong to the receiver during the call only.
         *
         * @return false to get no more until {@link ByteLink#resumeReading()}
         */
        boolean received(ByteBuffer bytes);

        /** The queue has room again, after a {@code write} that returned false. May run beside {@code received}. */
        void writable();

        /** The other side ended, or failed with {@code cause}. Once; nothing begins after it. */
        void ended(@Nullable Throwable cause);
    }
}
