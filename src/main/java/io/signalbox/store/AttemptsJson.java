package io.signalbox.store;

import io.signalbox.hub.FailureCode;
import io.signalbox.records.MessageAttempt;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of a record as the JSON of its column (contract R21): numbers and names only, so it needs no parser of
 * everything. A code that only another version knows is read as unknown.
 */
final class AttemptsJson {
    private static final Pattern ATTEMPT =
            Pattern.compile("\\{\"at\":(-?\\d{1,18}),\"took_ms\":(\\d{1,18}),\"error\":(?:null|\"([a-z_]+)\")");

    private AttemptsJson() {}

    static String write(List<MessageAttempt> attempts) {
        StringBuilder json = new StringBuilder("[");
        for (MessageAttempt attempt : attempts) {
            FailureCode error = attempt.error();
            json.append(json.length() == 1 ? "" : ",")
                    .append("{\"at\":")
                    .append(attempt.at().toEpochMilli())
                    .append(",\"took_ms\":")
                    .append(Math.max(0, attempt.took().toMillis()))
                    .append(",\"error\":")
                    .append(error == null ? "null" : '"' + error.wireName() + '"')
                    .append(",\"success\":")
                    .append(error == null)
                    .append('}');
        }
        return json.append(']').toString();
    }

    static List<MessageAttempt> read(String json) {
        List<MessageAttempt> attempts = new ArrayList<>();
        Matcher matcher = ATTEMPT.matcher(json);
        while (matcher.find()) {
            attempts.add(new MessageAttempt(
                    Instant.ofEpochMilli(Long.parseLong(matcher.group(1))),
                    Duration.ofMillis(Long.parseLong(matcher.group(2))),
                    code(matcher.group(3))));
        }
        return attempts;
    }

    private static @Nullable FailureCode code(@Nullable String name) {
        if (name == null) {
            return null;
        }
        for (FailureCode code : FailureCode.values()) {
            if (code.wireName().equals(name)) {
                return code;
            }
        }
        return FailureCode.UNKNOWN;
    }
}
