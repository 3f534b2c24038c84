package io.signalbox.identity;

import org.jspecify.annotations.Nullable;

/** A constant with a name on the wire. */
interface WireNamed {
    /** The name on the wire; no two constants of a type have the same. */
    String wireName();

    /** The constant of that wire name, or null when there is none. */
    static <E extends Enum<E> & WireNamed> @Nullable E find(E[] constants, String name) {
        for (E constant : constants) {
            if (constant.wireName().equals(name)) {
                return constant;
            }
        }
        return null;
    }
}
