package io.signalbox.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds a constant by its name as it stands in a frame, without making a string of it. Immutable. The hash looks at
 * four bytes only; names that collide lie next to each other, and the table is never more than a quarter full.
 *
 * @param <E> the constants
 */
final class WireNames<E> {
    private final byte[][] names;
    private final @Nullable Object[] values;
    private final int mask;

    WireNames(E[] constants, Function<E, String> wireName) {
        int size = Integer.highestOneBit(constants.length * 8);
        names = new byte[size][];
        values = new Object[size];
        mask = size - 1;
        for (E constant : constants) {
            byte[] name = wireName.apply(constant).getBytes(StandardCharsets.UTF_8);
            int slot = hash(name, 0, name.length) & mask;
            while (values[slot] != null) {
                slot = (slot + 1) & mask;
            }
            names[slot] = name;
            values[slot] = constant;
        }
    }

    /** The constant whose name is {@code text[from, to)}, or null when there is none. */
    @SuppressWarnings("unchecked")
    @Nullable
    E find(byte[] text, int from, int to) {
        if (from == to) {
            return null;
        }
        int slot = hash(text, from, to) & mask;
        while (values[slot] != null) {
            byte[] name = names[slot];
            if (Arrays.equals(name, 0, name.length, text, from, to)) {
                return (E) values[slot];
            }
            slot = (slot + 1) & mask;
        }
        return null;
    }

    private static int hash(byte[] text, int from, int to) {
        int length = to - from;
        int mixed = (length * 31 + text[from]) * 31 + text[to - 1];
        mixed = (mixed * 31 + text[from + length / 2]) * 31 + text[from + length / 4];
        return mixed ^ mixed >>> 7;
    }
}
