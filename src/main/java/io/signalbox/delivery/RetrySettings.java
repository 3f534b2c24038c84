package io.signalbox.delivery;

import io.signalbox.config.SettingsReader;
import io.signalbox.hub.FailureCode;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When a delivery that failed is tried again (contract 2.10).
 *
 * @param maxRetries most tries after the first
 * @param baseDelay pause before the second try
 * @param maxDelay longest pause, before jitter
 * @param factor by how much each pause is longer than the one before
 * @param jitterPercent by how much a pause may be shorter or longer, so that not all come back together
 * @param retryable codes that are tried again beside the ones that are anyway, with commas between
 * @param nonRetryable codes that are not tried again although they would be, with commas between
 */
public record RetrySettings(
        int maxRetries,
        Duration baseDelay,
        Duration maxDelay,
        double factor,
        int jitterPercent,
        Set<FailureCode> retryable,
        Set<FailureCode> nonRetryable) {
    /** Most tries after the first, whoever asks: it bounds the history of a delivery too. */
    public static final int MOST_RETRIES = 15;

    private static final String RETRYABLE = "signalbox.delivery.retryable-errors";
    private static final String NON_RETRYABLE = "signalbox.delivery.non-retryable-errors";
    private static final double MAX_FACTOR = 10;
    /** What another try can never help, whatever the settings say. */
    private static final Set<FailureCode> FINAL = EnumSet.of(
            FailureCode.EXPIRED,
            FailureCode.INVALID,
            FailureCode.CANCELLED,
            FailureCode.PENDING_FULL,
            FailureCode.ACK_TIMEOUT_AFTER_RETRIES);

    public RetrySettings {
        retryable = Set.copyOf(retryable);
        nonRetryable = Set.copyOf(nonRetryable);
    }

    /** Reads and validates; problems are collected in {@code settings}. */
    static RetrySettings from(SettingsReader settings) {
        RetrySettings read = new RetrySettings(
                settings.integer("signalbox.delivery.max-retries", 3, 0, MOST_RETRIES),
                settings.duration(
                        "signalbox.delivery.retry-base-delay",
                        Duration.ofMillis(100),
                        Duration.ofMillis(1),
                        Duration.ofMinutes(1)),
                settings.duration(
                        "signalbox.delivery.retry-max-delay",
                        Duration.ofSeconds(5),
                        Duration.ofMillis(1),
                        Duration.ofMinutes(5)),
                Double.parseDouble(settings.parsed("signalbox.delivery.retry-factor", "2.0", RetrySettings::factor)),
                settings.integer("signalbox.delivery.retry-jitter-percent", 10, 0, 100),
                codes(settings.parsed(RETRYABLE, "", text -> checked(text, FINAL))),
                codes(settings.parsed(NON_RETRYABLE, "", text -> checked(text, Set.of()))));
        if (read.baseDelay.compareTo(read.maxDelay) > 0) {
            settings.problem(
                    "signalbox.delivery.retry-base-delay must not be above signalbox.delivery.retry-max-delay");
        }
        Set<FailureCode> both = EnumSet.noneOf(FailureCode.class);
        both.addAll(read.retryable);
        both.retainAll(read.nonRetryable);
        if (!both.isEmpty()) {
            settings.problem(RETRYABLE + " and " + NON_RETRYABLE + " both name " + names(both));
        }
        return read;
    }

    /** Whether a failure with that code is worth another try. */
    boolean retries(FailureCode code) {
        return !nonRetryable.contains(code) && (code.retried() || retryable.contains(code));
    }

    private static String factor(String text) {
        double factor = Double.NaN;
        try {
            factor = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            // Reported below, together with a factor out of range.
        }
        if (!(factor >= 1 && factor <= MAX_FACTOR)) {
            throw new IllegalArgumentException("must be a number from 1.0 to " + MAX_FACTOR);
        }
        return text;
    }

    private static String checked(String text, Set<FailureCode> refused) {
        for (String name : words(text)) {
            FailureCode code = code(name);
            if (code == null || refused.contains(code)) {
                Set<FailureCode> known = EnumSet.allOf(FailureCode.class);
                known.removeAll(refused);
                throw new IllegalArgumentException("must be a list of " + names(known));
            }
        }
        return text;
    }

    private static Set<FailureCode> codes(String text) {
        Set<FailureCode> codes = EnumSet.noneOf(FailureCode.class);
        for (String name : words(text)) {
            FailureCode code = code(name);
            if (code != null) {
                codes.add(code);
            }
        }
        return codes;
    }

    private static @Nullable FailureCode code(String name) {
        for (FailureCode code : FailureCode.values()) {
            if (code.wireName().equals(name)) {
                return code;
            }
        }
        return null;
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static List<String> names(Set<FailureCode> codes) {
        return codes.stream().map(FailureCode::wireName).toList();
    }
}
