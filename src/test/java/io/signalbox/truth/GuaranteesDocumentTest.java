package io.signalbox.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.truth.Violation.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/guarantees.md promises nothing without the name of a test, and no test that is not there. */
class GuaranteesDocumentTest {
    private static final Path DOCUMENT = Path.of("docs", "guarantees.md");
    /** {@code Class.method_name}; or a fault or a promise of the truth test. */
    private static final Pattern NAME = Pattern.compile("`([A-Z]\\w*(?:Test|IT|Contract)|FaultKind|Rule)\\.(\\w+)`");

    private static final Pattern TABLE_RULE = Pattern.compile("\\|[-|]+\\|");

    @Test
    void every_statement_names_a_test() throws IOException {
        List<String> lines = Files.readAllLines(DOCUMENT);
        List<String> statements = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            boolean head =
                    i + 1 < lines.size() && TABLE_RULE.matcher(lines.get(i + 1)).matches();
            boolean row = line.startsWith("|") && !TABLE_RULE.matcher(line).matches() && !head;
            if (row || line.startsWith("- ")) {
                statements.add(line);
            }
        }
        assertThat(statements)
                .hasSizeGreaterThan(20)
                .allMatch(line -> NAME.matcher(line).find());
    }

    @Test
    void every_test_that_is_named_exists() throws IOException {
        Map<String, Path> sources = sources();
        List<String> missing = new ArrayList<>();
        Matcher names = NAME.matcher(Files.readString(DOCUMENT));
        int found = 0;
        while (names.find()) {
            found++;
            if (!exists(names.group(1), names.group(2), sources)) {
                missing.add(names.group());
            }
        }
        assertThat(missing).isEmpty();
        assertThat(found).isGreaterThan(30);
    }

    private static boolean exists(String type, String name, Map<String, Path> sources) throws IOException {
        return switch (type) {
            case "FaultKind" ->
                Arrays.stream(FaultKind.values()).anyMatch(kind -> kind.name().equals(name));
            case "Rule" ->
                Arrays.stream(Rule.values()).anyMatch(rule -> rule.name().equals(name));
            default ->
                sources.containsKey(type + ".java")
                        && Files.readString(sources.get(type + ".java")).contains(" void " + name + "(");
        };
    }

    private static Map<String, Path> sources() throws IOException {
        Map<String, Path> sources = new HashMap<>();
        for (String root : List.of("src/test/java", "src/it/java")) {
            try (Stream<Path> files = Files.walk(Path.of(root))) {
                files.filter(Files::isRegularFile)
                        .forEach(file -> sources.put(file.getFileName().toString(), file));
            }
        }
        return sources;
    }
}
