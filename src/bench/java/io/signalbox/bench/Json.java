package io.signalbox.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The results for programs. */
final class Json {
    private Json() {}

    static String of(List<Result> results, List<String> failures, List<String> facts) {
        return "{\n\"machine\": " + strings(facts) + ",\n\"failures\": " + strings(failures) + ",\n\"results\": [\n"
                + results.stream().map(Json::result).collect(Collectors.joining(",\n")) + "\n]\n}\n";
    }

    private static String result(Result result) {
        String values = result.values().entrySet().stream()
                .map(value ->
                        quoted(value.getKey().title()) + ": " + String.format(Locale.ROOT, "%.3f", value.getValue()))
                .collect(Collectors.joining(", "));
        return "{\"scenario\": " + quoted(result.scenario()) + ", \"server\": " + quoted(result.server())
                + ", \"round\": " + result.round() + ", \"values\": {" + values + "}}";
    }

    private static String strings(List<String> texts) {
        return texts.stream().map(Json::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
