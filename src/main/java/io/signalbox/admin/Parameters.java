package io.signalbox.admin;

import jakarta.ws.rs.BadRequestException;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Names of constants, as requests write them: in lower case. */
final class Parameters {
    private Parameters() {}

    /** The constant of that name; null for none. */
    static <E extends Enum<E>> @Nullable E optional(Class<E> type, String parameter, @Nullable String value) {
        return value == null ? null : required(type, parameter, value);
    }

    /** The constant of that name. */
    static <E extends Enum<E>> E required(Class<E> type, String parameter, String value) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> name(constant).equals(value))
                .findFirst()
                .orElseThrow(() -> new BadRequestException(parameter + " '" + value + "' is none of "
                        + Arrays.stream(type.getEnumConstants())
                                .map(Parameters::name)
                                .toList()));
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
