package io.signalbox.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.signalbox.testing.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whatever a client sends is read, or refused with a code: nothing else may happen (hazard H51). What is JSON is
 * Jackson's to say: ours refuses what Jackson refuses, and reads from the rest the same strings. Another seed is given
 * with {@code -Dfuzz.seed}.
 */
@Tag("H51")
@Tag("C32")
class FrameReaderFuzzTest {
    private static final long SEED = Long.getLong("fuzz.seed", 20261122);
    private static final JsonFactory ORACLE = new JsonFactory();
    /** It takes the lower byte of any character for a hex digit (seen with U+2631 for the digit 1). */
    private static final Pattern JACKSON_IS_LENIENT = Pattern.compile("\\\\u[0-9a-fA-F]{0,3}[^\\x00-\\x7f]");

    private static final List<String> VALID = List.of(
            "{\"message_type\":\"text\",\"message_id\":\"m1\",\"receiver\":\"bob\",\"content\":\"hello \\u00e4\\ud83d\\ude00\"}",
            "{\"message_type\":\"text\",\"content\":\"hell\u00f6 \u20ac\uD83D\uDE00\\\"\\\\\\/\\b\",\"receiver\":\"b\u00f6b\"}",
            "{\"message_type\":\"order\",\"group_ids\":[\"g1\",\"g2\"],\"data\":{\"a\":[1,-2.5e10,true,null],\"b\":{\"c\":\"d\"}},"
                    + "\"require_ack\":true,\"priority\":\"high\",\"trace_id\":\"t\",\"session_id\":\"s\"}",
            "{ \"message_type\" : \"text\" , \"data\" : { \"offline\" : [ 1 , { } ] , \"a\" : \" \\\" \" , \"b\" : false } }",
            "{\"message_type\":\"ack\",\"message_id\":\"m4\",\"seq\":17,\"ack\":\"delivered\",\"epoch\":\"e1\"}",
            "{\"message_type\":\"announcement\",\"broadcast_type\":\"global\",\"create_at\":\"2026-11-22T10:00:00Z\"}",
            "{\"message_type\":\"typing\",\"lane\":\"bulk\",\"ttl_ms\":1000,\"deadline\":1795341600120,\"seq_no\":-3,"
                    + "\"conflation_key\":\"k\",\"idempotency_key\":\"i\",\"push_type\":\"direct\",\"source\":\"online\"}",
            "{\"message_type\":\"text\",\"deadline\":\"2026-11-22T10:00:00.5Z\",\"recovered\":true,\"id\":\"x\"}",
            "{\"client_id\":\"c-7\",\"client_name\":\"Desk 7\",\"timestamp\":1700000000}",
            "{\"type\":\"ping\"}",
            "{\"type\":\"name_response\",\"client_name\":\"x\"}",
            "{\"type\":\"command\",\"command\":\"echo\",\"data\":{\"x\":[1, 2]},\"from\":\"node-a\"}",
            "{\"type\":\"command_response\",\"result\":\"success\",\"message\":\"m\",\"data\":1}",
            "{\"id\":\"r1\",\"method\":\"POST\",\"path\":\"info\",\"headers\":{\"a\":\"b\"},\"body\":[{}]}");
    private static final String ALPHABET = "{}[]\",:\\ntrufalse0123456789.eE+-u/ \u0000\n\uD83D\uDE00\u00e4";
    private static final List<String> TOKENS = List.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "null",
            "true",
            "false",
            "0",
            "-1",
            "1e400",
            "-0.0",
            "9223372036854775808",
            "9".repeat(65),
            "\"\"",
            "\"\\ud83d\"",
            "\"\\udc00\\ud83d\"",
            "\"message_type\":",
            "\"data\":{",
            "\"offline\":",
            "\"offlin\\u0065\":",
            "[".repeat(40),
            "{\"a\":".repeat(33),
            " ",
            "\t",
            "\\u",
            "\\u12",
            "\u007f",
            "\u0085");

    @Test
    void random_bytes_are_read_or_refused() {
        Random random = new Random(SEED);
        for (int i = 0; i < 40_000; i++) {
            byte[] bytes = new byte[random.nextInt(64)];
            random.nextBytes(bytes);
            survives(bytes, i);
        }
    }

    @Test
    void random_text_with_halves_of_pairs_is_read_or_refused() {
        Random random = new Random(SEED);
        for (int i = 0; i < 30_000; i++) {
            byte[] bytes = new byte[2 * random.nextInt(32)];
            random.nextBytes(bytes);
            String text = new String(bytes, StandardCharsets.UTF_16BE);
            outcome(() -> JsonCodec.decode("{\"message_type\":\"text\",\"content\":\"" + text + "\"}"));
        }
    }

    @Test
    void random_json_like_text_is_read_or_refused() {
        Random random = new Random(SEED);
        for (int i = 0; i < 60_000; i++) {
            StringBuilder text = new StringBuilder("{\"message_type\":\"text\",\"data\":{");
            for (int length = random.nextInt(30); length > 0; length--) {
                text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            }
            survives(bytes(text.append(random.nextBoolean() ? "}}" : "")), i);
        }
    }

    @Test
    void mutated_valid_frames_are_read_or_refused() {
        Random random = new Random(SEED);
        int read = 0;
        for (int i = 0; i < 80_000; i++) {
            StringBuilder text = new StringBuilder(VALID.get(random.nextInt(VALID.size())));
            for (int mutations = random.nextInt(4); mutations > 0 && text.length() > 0; mutations--) {
                mutate(text, random);
            }
            read += survives(bytes(text), i) ? 1 : 0;
        }
        // Mutations that break everything would test the refusal only.
        assertThat(read).isBetween(10_000, 75_000);
    }

    @Test
    void frames_with_flipped_bits_and_foreign_bytes_are_read_or_refused() {
        Random random = new Random(SEED);
        for (int i = 0; i < 60_000; i++) {
            byte[] bytes = bytes(VALID.get(random.nextInt(VALID.size())));
            for (int flips = 1 + random.nextInt(2); flips > 0; flips--) {
                int at = random.nextInt(bytes.length);
                bytes[at] = (byte) (random.nextBoolean() ? bytes[at] ^ 1 << random.nextInt(8) : random.nextInt());
            }
            survives(bytes, i);
        }
    }

    @Test
    void every_sequence_of_up_to_three_bytes_beyond_ascii_is_what_the_jdk_says_it_is() {
        byte[] frame = bytes("{\"message_type\":\"text\",\"content\":\"abcd\"}");
        for (int first = 0x80; first < 0x100; first++) {
            for (int second = 0; second < 0x100; second += second < 0x7e ? 0x7e : 1) {
                for (int last : new int[] {'a', 0x7f, 0x80, 0xbf, 0xc0}) {
                    byte[] bytes = frame.clone();
                    bytes[frame.length - 6] = (byte) first;
                    bytes[frame.length - 5] = (byte) second;
                    bytes[frame.length - 4] = (byte) last;
                    bytes[frame.length - 3] = (byte) last;
                    survives(bytes, first << 16 | second << 8 | last);
                }
            }
        }
    }

    private static void mutate(StringBuilder text, Random random) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(6)) {
            case 0 -> text.deleteCharAt(at);
            case 1 -> text.insert(at, ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            case 2 -> text.setCharAt(at, (char) random.nextInt(0xD800));
            case 3 -> text.setLength(random.nextInt(4) == 0 ? at : text.length());
            case 4 -> text.insert(at, TOKENS.get(random.nextInt(TOKENS.size())));
            default -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(40))));
        }
    }

    /** Reads it; what is read must also survive being passed on and stored. @return whether it was read */
    private static boolean survives(byte[] bytes, int number) {
        try {
            Object outcome = outcome(() -> JsonCodec.decode(bytes, 0, bytes.length));
            String text = strictly(bytes);
            if (text == null) {
                assertThat(outcome).asString().startsWith("MALFORMED_FRAME");
                return false;
            }
            assertThat(outcome(() -> JsonCodec.decode(text))).isEqualTo(outcome);
            Map<String, String> expected = strings(text);
            if (JACKSON_IS_LENIENT.matcher(text).find()) {
                return outcome instanceof Frame;
            } else if (expected == null) {
                assertThat(outcome).as("Jackson refuses it").isInstanceOf(String.class);
            } else if (outcome instanceof String) {
                assertThat(outcome.toString()).as("Jackson reads it").doesNotContain("not valid JSON", "text behind");
            }
            if (outcome instanceof Message message) {
                same(message, expected == null ? Map.of() : expected);
                passedOn(message);
            }
            return outcome instanceof Frame;
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            throw new AssertionError(
                    "seed " + SEED + " input " + number + ": " + HexFormat.of().formatHex(bytes) + " "
                            + JsonCodec.quote(new String(bytes, StandardCharsets.UTF_8)),
                    e);
        }
    }

    private static void same(Message message, Map<String, String> expected) {
        assertThat(message.content()).isEqualTo(expected.get("content"));
        String receiver = expected.get("receiver");
        assertThat(message.receiver()).isEqualTo("".equals(receiver) ? null : receiver);
        assertThat(message.type().wireName()).isEqualTo(expected.get("message_type"));
    }

    private static void passedOn(Message message) {
        EncodedMessage encoded = JsonCodec.encode(message);
        assertThat(JsonCodec.decode(encoded.liveBytes(), 0, encoded.liveBytes().length))
                .isEqualTo(message);
        assertThat(strings(encoded.live())).isNotNull();
        Message replayed = (Message) JsonCodec.decode(Json.utf8(encoded.replayedBytes(1)));
        assertThat(replayed)
                .isEqualTo(message.toBuilder()
                        .seq(1)
                        .source(MessageSource.OFFLINE)
                        .data(message.data() == null ? "{}" : message.data())
                        .build());
    }

    /** The frame, or why it was refused. */
    private static Object outcome(Supplier<Frame> decoding) {
        try {
            return decoding.get();
        } catch (ProtocolException refused) {
            assertThat(refused.getMessage()).isNotBlank();
            return refused.code() + " " + refused.getMessage() + " " + refused.messageId();
        }
    }

    private static @Nullable String strictly(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** The members of the object whose values are strings, the last of each name; null when it is no JSON object. */
    private static @Nullable Map<String, String> strings(String text) {
        Map<String, String> strings = new HashMap<>();
        try (JsonParser json = ORACLE.createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                if (json.nextToken() == JsonToken.VALUE_STRING) {
                    strings.put(name, json.getText());
                }
                json.skipChildren();
            }
            return json.nextToken() == null ? strings : null;
        } catch (JsonProcessingException e) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(CharSequence text) {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
