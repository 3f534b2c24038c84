package io.signalbox.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** style.md 5: what grows beyond these is to be split into state, queue and policy. */
class CodeShapeTest {
    private static final int FILE_LINES = 400;
    private static final int MEDIAN_FILE_LINES = 90;
    private static final int METHOD_LINES = 60;
    private static final int TEST_FILE_LINES = 600;
    /** A member's first line: indented once, not a comment, and opening a body at its end (here or on a later line). */
    private static final Pattern MEMBER = Pattern.compile(" {4}( {4})?[A-Za-z@<].*\\(.*");

    @Test
    void files_are_small() throws IOException {
        List<String> large = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        for (Path file : sources("src/main/java", "src/client/java", "src/run/java")) {
            int lines = Files.readAllLines(file).size();
            sizes.add(lines);
            if (lines > FILE_LINES) {
                large.add(file + ": " + lines + " lines");
            }
        }
        assertThat(large).isEmpty();
        assertThat(sizes).hasSizeGreaterThan(100);
        sizes.sort(null);
        assertThat(sizes.get(sizes.size() / 2)).as("median of lines").isLessThanOrEqualTo(MEDIAN_FILE_LINES);
    }

    @Test
    void test_files_are_not_much_larger() throws IOException {
        List<String> large = new ArrayList<>();
        for (Path file : sources("src/test/java", "src/it/java")) {
            int lines = Files.readAllLines(file).size();
            if (lines > TEST_FILE_LINES) {
                large.add(file + ": " + lines + " lines");
            }
        }
        assertThat(large).isEmpty();
    }

    @Test
    void methods_fit_on_a_screen() throws IOException {
        List<String> large = new ArrayList<>();
        int methods = 0;
        for (Path file : sources("src/main/java", "src/client/java", "src/run/java")) {
            for (Method method : methods(Files.readAllLines(file))) {
                methods++;
                if (method.lines() > METHOD_LINES) {
                    large.add(file + ":" + method.start() + ": " + method.lines() + " lines");
                }
            }
        }
        assertThat(large).isEmpty();
        assertThat(methods).as("methods found at all").isGreaterThan(500);
    }

    @Test
    void a_method_is_measured_from_its_first_line_to_its_closing_brace() {
        List<String> source = List.of(
                "final class A {",
                "    int field = 1;",
                "    int one(",
                "            int a) {",
                "        if (a > 0) {",
                "            return 1;",
                "        }",
                "        return a;",
                "    }",
                "    void two() {}",
                "    static final class B {",
                "        void three() {",
                "        }",
                "    }",
                "}");
        assertThat(methods(source)).containsExactly(new Method(3, 7), new Method(10, 1), new Method(12, 2));
    }

    /** By indentation, which Spotless makes reliable: a member ends at the brace in its own column. */
    private static List<Method> methods(List<String> lines) {
        List<Method> methods = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (!MEMBER.matcher(line).matches() || line.endsWith(";")) {
                continue;
            }
            String indent =
                    line.substring(0, line.length() - line.stripLeading().length());
            int end = i;
            while (!lines.get(end).endsWith("{}") && !lines.get(end).equals(indent + "}")) {
                end++;
                if (end == lines.size() || lines.get(end).equals(indent + ")")) {
                    break;
                }
            }
            if (end < lines.size() && !indent.isEmpty() && opensBody(lines, i, end)) {
                methods.add(new Method(i + 1, end - i + 1));
            }
        }
        return methods;
    }

    /** Whether this is a method and not a statement of one or a type: those are found by what stands before the parenthesis. */
    private static boolean opensBody(List<String> lines, int start, int end) {
        String head = lines.get(start).strip();
        String before = head.substring(0, head.indexOf('('));
        boolean statement = before.matches("(if|for|while|switch|try|synchronized|catch|return|throw|do|else).*")
                || before.contains("=")
                || before.contains(" record ")
                || before.startsWith("record ")
                || before.startsWith("@")
                || (!before.contains(" ") && !Character.isUpperCase(before.charAt(0)))
                || before.contains(".");
        if (statement) {
            return false;
        }
        for (int i = start; i <= end; i++) {
            if (lines.get(i).endsWith("{") || lines.get(i).endsWith("{}")) {
                return true;
            }
            if (lines.get(i).endsWith(";")) {
                return false;
            }
        }
        return false;
    }

    private static List<Path> sources(String... roots) throws IOException {
        List<Path> files = new ArrayList<>();
        for (String root : roots) {
            if (Files.exists(Path.of(root))) {
                try (Stream<Path> found = Files.walk(Path.of(root))) {
                    found.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
                }
            }
        }
        return files;
    }

    private record Method(int start, int lines) {}
}
