package io.signalbox.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings and collects what is wrong with them. A setting that is wrong yields its default, so that reading goes
 * on and {@link #finish()} can report everything at once. Used by one thread, at start.
 */
public final class SettingsReader {
    /** All keys of ours start with this; only those are checked for being known. */
    public static final String PREFIX = "signalbox.";

    private final Function<String, @Nullable String> values;
    private final Set<String> present;
    private final Set<String> known = new TreeSet<>();
    private final List<Setting> settings = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    /**
     * @param values the text of a key, null when it is not set
     * @param present the keys that are set, to find those that nobody reads
     */
    public SettingsReader(Function<String, @Nullable String> values, Iterable<String> present) {
        this.values = values;
        this.present = new TreeSet<>();
        present.forEach(this.present::add);
    }

    /** Text; blank counts as not set. */
    public String string(String key, String defaultValue) {
        String text = text(new Setting(key, defaultValue, "text"));
        return text == null ? defaultValue : text;
    }

    /** A whole number between {@code min} and {@code max}, both included. */
    public int integer(String key, int defaultValue, int min, int max) {
        String allowed = "a whole number from " + min + " to " + max;
        String text = text(new Setting(key, Integer.toString(defaultValue), allowed));
        if (text == null) {
            return defaultValue;
        }
        try {
            int value = Integer.parseInt(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Reported below, together with a number out of range.
        }
        return problem(key, text, "must be " + allowed, defaultValue);
    }

    /** A duration such as {@code 500ms}, {@code 10s}, {@code 5m}, {@code 168h} or ISO 8601 {@code PT10S}. */
    public Duration duration(String key, Duration defaultValue, Duration min, Duration max) {
        String allowed = "a duration such as 10s or 500ms, from " + text(min) + " to " + text(max);
        String text = text(new Setting(key, text(defaultValue), allowed));
        if (text == null) {
            return defaultValue;
        }
        try {
            Duration value = parseDuration(text);
            if (value.compareTo(min) >= 0 && value.compareTo(max) <= 0) {
                return value;
            }
        } catch (DateTimeParseException | ArithmeticException e) {
            // Reported below, together with a duration out of range.
        }
        return problem(key, text, "must be " + allowed, defaultValue);
    }

    /** One of the constants of an enum, written in lower case with dashes. */
    public <E extends Enum<E>> E choice(String key, E defaultValue) {
        E[] constants = defaultValue.getDeclaringClass().getEnumConstants();
        String allowed = "one of "
                + Arrays.stream(constants).map(SettingsReader::wireName).toList();
        String text = text(new Setting(key, wireName(defaultValue), allowed));
        if (text == null) {
            return defaultValue;
        }
        for (E constant : constants) {
            if (wireName(constant).equals(text.toLowerCase(Locale.ROOT))) {
                return constant;
            }
        }
        return problem(key, text, "must be " + allowed, defaultValue);
    }

    /** {@code true} or {@code false}. */
    public boolean bool(String key, boolean defaultValue) {
        String text = text(new Setting(key, Boolean.toString(defaultValue), "true or false"));
        if (text == null) {
            return defaultValue;
        }
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> problem(key, text, "must be true or false", defaultValue);
        };
    }

    /** A value with its own syntax. {@code parser} throws {@link IllegalArgumentException} with what it should be. */
    public <T> T parsed(String key, T defaultValue, Function<String, T> parser) {
        String text = text(new Setting(key, defaultValue instanceof String value ? value : "", "text"));
        if (text == null) {
            return defaultValue;
        }
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            return problem(key, text, e.getMessage() == null ? "is not valid" : e.getMessage(), defaultValue);
        }
    }

    /** Says that a key may be set although nobody reads it here: for what our own launcher sets. */
    public void internal(String key) {
        known.add(key);
    }

    /** Adds a problem that concerns several keys. */
    public void problem(String explanation) {
        problems.add(explanation);
    }

    /**
     * Ends the reading: refuses keys that nobody asked for.
     *
     * @throws SettingsException with every problem found, if there is any
     */
    public void finish() {
        Set<String> knownAsEnvironment = new TreeSet<>();
        known.forEach(key -> knownAsEnvironment.add(environmentName(key)));
        for (String key : present) {
            boolean ours = key.startsWith(PREFIX) && !known.contains(key);
            // Environment variables count in upper and in lower case.
            String upper = key.toUpperCase(Locale.ROOT);
            boolean oursAsEnvironment =
                    upper.startsWith(environmentName(PREFIX)) && !knownAsEnvironment.contains(upper);
            if (ours || oursAsEnvironment) {
                problems.add(key + " is not a setting of this version; known settings: docs/configuration.md");
            }
        }
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
    }

    /** What was read so far, in that order: the reference of settings is made of it. */
    public List<Setting> settings() {
        return List.copyOf(settings);
    }

    private @Nullable String text(Setting setting) {
        known.add(setting.key());
        settings.add(setting);
        String text = values.apply(setting.key());
        return text == null || text.isBlank() ? null : text.strip();
    }

    private <T> T problem(String key, String text, String explanation, T defaultValue) {
        problems.add(key + " " + explanation + ", but is '" + text + "'");
        return defaultValue;
    }

    private static Duration parseDuration(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.startsWith("p")) {
            return Duration.parse(text);
        }
        return lower.endsWith("ms")
                ? Duration.parse("PT0S").plusMillis(number(lower.substring(0, lower.length() - 2)))
                : Duration.parse("PT" + text);
    }

    /** A duration in the largest unit that it is a whole number of. */
    private static String text(Duration duration) {
        if (duration.toMillis() % 1000 != 0) {
            return duration.toMillis() + "ms";
        }
        long seconds = duration.toSeconds();
        if (seconds == 0 || seconds % 60 != 0) {
            return seconds + "s";
        }
        return seconds % 3600 == 0 ? seconds / 3600 + "h" : seconds / 60 + "m";
    }

    private static long number(String digits) {
        try {
            return Long.parseLong(digits.strip());
        } catch (NumberFormatException e) {
            throw new DateTimeParseException("not a number", digits, 0);
        }
    }

    private static String wireName(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** MicroProfile Config's rule for environment variables: every other character becomes an underscore. */
    private static String environmentName(String key) {
        return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    /**
     * A setting that was read.
     *
     * @param defaultValue as it would be written; empty: none, or one that cannot be written
     * @param allowed what may be written
     */
    public record Setting(String key, String defaultValue, String allowed) {}
}
