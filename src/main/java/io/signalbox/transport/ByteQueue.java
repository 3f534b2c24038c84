package io.signalbox.transport;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Bytes waiting to be written, in few chunks. Not safe from several threads: its owner guards it. */
public final class ByteQueue {
    /** From this many bytes on a writer must stop. */
    public static final int HIGH_WATER = 64 * 1024;
    /** Below this many bytes a writer that stopped goes on. */
    public static final int LOW_WATER = 16 * 1024;

    private static final int CHUNK = 8 * 1024;

    /** Chunks are kept ready for reading; free room behind the limit of the last one is filled first. */
    private final Deque<ByteBuffer> chunks = new ArrayDeque<>();

    private int size;

    /** Copies all of {@code bytes}. */
    public void add(ByteBuffer bytes) {
        size += bytes.remaining();
        ByteBuffer last = chunks.peekLast();
        if (last != null) {
            append(last, bytes);
        }
        if (bytes.hasRemaining()) {
            ByteBuffer chunk = ByteBuffer.allocate(Math.max(CHUNK, bytes.remaining()));
            chunk.put(bytes).flip();
            chunks.add(chunk);
        }
    }

    /** The oldest chunk, null when there is none. Its position moves as it is read; then call {@link #removed}. */
    public @Nullable ByteBuffer first() {
        return chunks.peekFirst();
    }

    /** Tells that {@code count} bytes of {@link #first()} were read. */
    public void removed(int count) {
        size -= count;
        ByteBuffer first = chunks.peekFirst();
        if (first != null && !first.hasRemaining()) {
            chunks.removeFirst();
        }
    }

    /** Bytes waiting. */
    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** Forgets everything. */
    public void clear() {
        chunks.clear();
        size = 0;
    }

    private static void append(ByteBuffer chunk, ByteBuffer bytes) {
        int count = Math.min(chunk.capacity() - chunk.limit(), bytes.remaining());
        if (count == 0) {
            return;
        }
        int position = chunk.position();
        int limit = chunk.limit();
        chunk.limit(limit + count).position(limit);
        for (int i = 0; i < count; i++) {
            chunk.put(bytes.get());
        }
        chunk.position(position);
    }
}
