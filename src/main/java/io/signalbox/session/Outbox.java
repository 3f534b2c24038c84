package io.signalbox.session;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** What waits to be written to one connection, first in first out, bounded in messages and in characters. */
final class Outbox {
    private final int maxMessages;
    private final int maxCharacters;
    private final Queue<Outgoing> queue = new ArrayDeque<>();
    private int characters;

    Outbox(int maxMessages, int maxCharacters) {
        this.maxMessages = maxMessages;
        this.maxCharacters = maxCharacters;
    }

    /** @return false when there is no room; then nothing was added */
    boolean add(Outgoing message) {
        int length = message.text().length();
        if (queue.size() >= maxMessages || characters + length > maxCharacters) {
            return false;
        }
        characters += length;
        queue.add(message);
        return true;
    }

    @Nullable
    Outgoing poll() {
        Outgoing next = queue.poll();
        if (next != null) {
            characters -= next.text().length();
        }
        return next;
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    void clear() {
        queue.clear();
        characters = 0;
    }

    /** @param written told after the text was handed to the operating system; never when the connection ended first */
    record Outgoing(String text, @Nullable Runnable written) {}
}
