package io.signalbox.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.signalbox.testing.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** docs/protocol.md says what the code does: its examples and tables are checked against it. */
class ProtocolDocumentTest {
    private static final Pattern INLINE = Pattern.compile("`(\\{[^`]*})`");
    private static final Pattern ERROR_ROW = Pattern.compile("\\| `([a-z_]+)` \\| (\\d+) \\| (yes|no) \\| .+ \\|");
    private static final Pattern CLOSE_ROW = Pattern.compile("\\| (\\d{4}) \\| ([a-z_]+|-) \\| (yes|no) \\| .+ \\|");

    private static final Pattern FIELD_ROW = Pattern.compile("(?m)^\\| (`[a-z_`, ]+`) \\|");
    private static final Pattern NAME = Pattern.compile("`([a-z_]+)`");
    private static final Pattern BINARY = Pattern.compile("(?m)^([0-9a-f]{2}) ([0-9a-f]{2})  (\\{.*})  ");

    private final String document = read();

    @Test
    void every_example_is_valid_json_and_every_message_example_decodes() {
        List<String> examples = examples();
        assertThat(examples).hasSizeGreaterThan(15);
        for (String example : examples) {
            Map<String, Object> object = Json.object(example);
            if (object.containsKey("message_type")) {
                assertThat(JsonCodec.decode(example)).as(example).isInstanceOf(Message.class);
            } else if (object.containsKey("client_id") && !object.containsKey("type")) {
                assertThat(JsonCodec.decode(example)).as(example).isInstanceOf(Frame.Registration.class);
            }
        }
    }

    @Test
    void what_the_examples_say_is_understood_without_loss() {
        for (String example : examples()) {
            if (example.contains("\"message_type\"")) {
                Message message = (Message) JsonCodec.decode(example);
                assertThat(Json.object(JsonCodec.encode(message).live()))
                        .as(example)
                        .isEqualTo(Json.object(example));
            }
        }
    }

    @Test
    void the_error_table_is_the_enum() {
        Map<String, String> documented = new TreeMap<>();
        Matcher row = ERROR_ROW.matcher(document);
        while (row.find()) {
            documented.put(row.group(1), row.group(2) + " " + row.group(3));
        }
        Map<String, String> real = new TreeMap<>();
        for (ErrorCode code : ErrorCode.values()) {
            real.put(code.wireName(), code.number() + " " + (code.retryable() ? "yes" : "no"));
        }
        assertThat(documented).isEqualTo(real);
    }

    @Test
    void the_close_table_is_the_enum() {
        Map<Integer, String> documented = new LinkedHashMap<>();
        Matcher row = CLOSE_ROW.matcher(document);
        while (row.find()) {
            int code = Integer.parseInt(row.group(1));
            documented.put(code, row.group(2));
            assertThat(CloseCode.reconnectAdvised(code))
                    .as("reconnect after " + code)
                    .isEqualTo(row.group(3).equals("yes"));
        }
        for (CloseCode code : CloseCode.values()) {
            assertThat(documented).as(code.name()).containsKey(code.code());
            assertThat(documented.get(code.code())).isIn(code.reason(), "-");
            if (code.code() >= 4000) {
                assertThat(documented).containsEntry(code.code(), code.reason());
            }
        }
        documented.forEach((code, name) -> {
            if (!name.equals("-")) {
                assertThat(Arrays.stream(CloseCode.values()).filter(real -> real.code() == code))
                        .as("close code " + code)
                        .singleElement()
                        .matches(real -> real.reason().equals(name));
            }
        });
    }

    @Test
    void codes_of_ours_tell_by_their_range_whether_to_come_back() {
        for (CloseCode code : CloseCode.values()) {
            if (code.code() >= 4000) {
                assertThat(CloseCode.reconnectAdvised(code.code())).isEqualTo(code.code() < 4500);
            }
        }
        assertThat(CloseCode.reconnectAdvised(1006)).isTrue();
        assertThat(CloseCode.reconnectAdvised(4321)).isTrue();
        assertThat(CloseCode.reconnectAdvised(4999)).isFalse();
    }

    @Test
    void the_envelope_table_names_every_field_of_the_codec_and_says_who_sets_it() {
        String table = document.substring(document.indexOf("## The envelope"), document.indexOf("Fields of the hub"));
        Set<String> documented = new HashSet<>();
        Matcher row = FIELD_ROW.matcher(table);
        while (row.find()) {
            Matcher name = NAME.matcher(row.group(1));
            while (name.find()) {
                assertThat(documented.add(name.group(1))).as(name.group(1)).isTrue();
            }
        }
        assertThat(documented)
                .containsExactlyInAnyOrder(
                        Arrays.stream(Field.values()).map(Field::wireName).toArray(String[]::new));
    }

    @Test
    @Tag("M02")
    void the_table_of_types_is_the_enum() {
        List<String> rows = new ArrayList<>();
        for (MessageType type : MessageType.values()) {
            rows.add(String.join(
                    " | ",
                    "| `" + type.wireName() + "`",
                    type.category().name().toLowerCase(Locale.ROOT),
                    type.defaultPriority().wireName(),
                    yes(type.forwardable()),
                    yes(type.storable()),
                    yes(type.tracked()) + " |"));
        }
        String section =
                document.substring(document.indexOf("## Message types"), document.indexOf("## Binary messages"));
        assertThat(section.lines().filter(line -> line.startsWith("| `"))).containsExactlyElementsOf(rows);
    }

    @Test
    void the_table_of_lanes_is_the_enum() {
        String section = document.substring(document.indexOf("## Lanes"), document.indexOf("## Time to live"));
        assertThat(section.lines().filter(line -> line.startsWith("| `")).map(line -> line.split("`", -1)[1]))
                .containsExactly(
                        Arrays.stream(Lane.values()).map(Lane::wireName).toArray(String[]::new));
        for (Priority priority : Priority.values()) {
            assertThat(section)
                    .containsPattern("`" + Lane.of(priority).wireName() + "` \\| .*`" + priority.wireName() + "`");
        }
    }

    @Test
    void every_example_of_a_reference_frame_is_read() {
        String section = document.substring(
                document.indexOf("## Frames of websocket-loadbalancer-go"), document.indexOf("## Errors"));
        Matcher inline = INLINE.matcher(section);
        Set<Class<?>> kinds = new HashSet<>();
        while (inline.find()) {
            if (!inline.group(1).contains("\"status\"")) {
                kinds.add(JsonCodec.decode(inline.group(1)).getClass());
            }
        }
        Set<Class<?>> all = new HashSet<>(Set.of(Frame.class.getPermittedSubclasses()));
        all.remove(Message.class);
        assertThat(kinds).isEqualTo(all);
    }

    @Test
    void the_binary_example_has_the_layout_of_the_codec() {
        Matcher example = BINARY.matcher(document);
        assertThat(example.find()).isTrue();
        byte[] envelope = example.group(3).getBytes(StandardCharsets.UTF_8);
        assertThat(Integer.parseInt(example.group(1) + example.group(2), 16)).isEqualTo(envelope.length);
    }

    private static String yes(boolean value) {
        return value ? "yes" : "no";
    }

    @Test
    void the_limits_of_the_document_are_the_limits_of_the_code() {
        assertThat(document)
                .contains("at most " + Limits.MAX_MESSAGE_BYTES / 1024 + " KiB")
                .contains("at most " + Limits.MAX_ID_LENGTH + " characters")
                .contains("at most " + Limits.MAX_GROUPS + " groups")
                .contains("nesting deeper than " + Limits.MAX_NESTING)
                .contains("a number of more than " + Limits.MAX_DIGITS + " digits")
                .contains("at most " + Limits.MAX_PATH_LENGTH + " characters")
                .contains("at most " + Limits.MAX_MESSAGE_BYTES + " bytes")
                .contains("1 to " + Limits.MAX_TTL_MILLIS);
    }

    @Test
    void the_error_example_is_what_the_hub_says() {
        ProtocolException refused = catchThrowableOfType(
                ProtocolException.class, () -> JsonCodec.decode("{\"message_id\":\"m9\",\"message_type\":\"nope\"}"));
        assertThat(document)
                .contains("\"content\":\"" + refused.getMessage() + "\"")
                .contains("\"number\":" + refused.code().number());
    }

    /** Each JSON object of a code block or of the running text, with the dots of an example filled in. */
    private List<String> examples() {
        List<String> examples = new ArrayList<>();
        boolean block = false;
        for (String line : document.split("\n", -1)) {
            if (line.startsWith("```")) {
                block = line.equals("```json");
            } else if (block) {
                examples.add(line);
            } else {
                Matcher inline = INLINE.matcher(line);
                while (inline.find()) {
                    examples.add(inline.group(1)
                            .replace("\"create_at\":\"…\"", "\"create_at\":\"2026-11-22T10:00:00.000Z\"")
                            .replace(":…", ":1700000000"));
                }
            }
        }
        return examples;
    }

    private static String read() {
        try {
            return Files.readString(Path.of("docs/protocol.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
