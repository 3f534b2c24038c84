package io.signalbox.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever a client sends is read, or refused with a code: nothing else may happen (hazard H51). */
@Tag("H51")
class FrameReaderFuzzTest {
    private static final long SEED = 20261122;
    private static final List<String> VALID = List.of(
            "{\"message_type\":\"text\",\"message_id\":\"m1\",\"receiver\":\"bob\",\"content\":\"hello \\u00e4\\ud83d\\ude00\"}",
            "{\"message_type\":\"order\",\"group_ids\":[\"g1\",\"g2\"],\"data\":{\"a\":[1,-2.5e10,true,null],\"b\":{\"c\":\"d\"}},"
                    + "\"require_ack\":true,\"priority\":\"high\",\"trace_id\":\"t\",\"session_id\":\"s\"}",
            "{\"message_type\":\"ack\",\"message_id\":\"m4\",\"seq\":17,\"ack\":\"delivered\"}",
            "{\"message_type\":\"announcement\",\"broadcast_type\":\"global\",\"create_at\":\"2026-11-22T10:00:00Z\"}",
            "{\"client_id\":\"c-7\",\"client_name\":\"Desk 7\",\"timestamp\":1700000000}",
            "{\"type\":\"ping\"}",
            "{\"type\":\"name_response\",\"client_name\":\"x\"}");
    private static final String ALPHABET = "{}[]\",:\\ntrufalse0123456789.eE+-u/ \u0000\n\uD83D\uDE00\u00e4";

    @Test
    void random_bytes_are_read_or_refused() {
        Random random = new Random(SEED);
        for (int i = 0; i < 60_000; i++) {
            byte[] bytes = new byte[random.nextInt(64)];
            random.nextBytes(bytes);
            survives(new String(bytes, StandardCharsets.UTF_8), i);
            survives(new String(bytes, StandardCharsets.UTF_16BE), i);
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
            survives(text.append(random.nextBoolean() ? "}}" : "").toString(), i);
        }
    }

    @Test
    void mutated_valid_frames_are_read_or_refused() {
        Random random = new Random(SEED);
        for (int i = 0; i < 150_000; i++) {
            StringBuilder text = new StringBuilder(VALID.get(random.nextInt(VALID.size())));
            for (int mutations = 1 + random.nextInt(4); mutations > 0 && text.length() > 0; mutations--) {
                mutate(text, random);
            }
            survives(text.toString(), i);
        }
    }

    private static void mutate(StringBuilder text, Random random) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(5)) {
            case 0 -> text.deleteCharAt(at);
            case 1 -> text.insert(at, ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            case 2 -> text.setCharAt(at, (char) random.nextInt(0x10000));
            case 3 -> text.setLength(at);
            default -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(40))));
        }
    }

    /** Reads it; what is read must also survive being passed on and stored. */
    private static void survives(String text, int number) {
        try {
            if (JsonCodec.decode(text) instanceof Message message) {
                EncodedMessage encoded = JsonCodec.encode(message);
                assertThat(JsonCodec.decode(encoded.live())).isEqualTo(message);
                JsonCodec.decode(
                        JsonCodec.encode(message.toBuilder().seq(0).build()).replayed(1));
                assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(encoded.live()))
                        .isTrue();
            }
        } catch (ProtocolException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            throw new AssertionError("seed " + SEED + " input " + number + ": " + JsonCodec.quote(text), e);
        }
    }
}
