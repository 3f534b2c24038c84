package io.signalbox.admin;

import io.signalbox.protocol.ErrorCode;
import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Limits;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.ProtocolException;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.core.Response.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads what a request carries, up to a bound, and says what is wrong with it. */
final class RequestBody {
    /** Bound of a body with many messages. */
    static final int MAX_BATCH_BYTES = 8 * 1024 * 1024;

    private RequestBody() {}

    /** A message as a client would write it: the same codec, the same limits. */
    static Message message(InputStream body) throws IOException {
        return message(read(body, Limits.MAX_MESSAGE_BYTES));
    }

    /** A message within a larger body. */
    static Message message(JsonObject json) {
        byte[] utf8 = json.toString().getBytes(StandardCharsets.UTF_8);
        if (utf8.length > Limits.MAX_MESSAGE_BYTES) {
            throw new ProtocolException(
                    ErrorCode.FIELD_TOO_LARGE, "a message may have " + Limits.MAX_MESSAGE_BYTES + " bytes", null);
        }
        return message(utf8);
    }

    /** One JSON object. */
    static JsonObject object(InputStream body) throws IOException {
        return parsed(read(body, Limits.MAX_MESSAGE_BYTES), JsonReader::readObject, "one JSON object");
    }

    /** One JSON array. */
    static JsonArray array(InputStream body) throws IOException {
        return parsed(read(body, MAX_BATCH_BYTES), JsonReader::readArray, "one JSON array");
    }

    /** A text that must be there. */
    static String required(JsonObject body, String name) {
        String value = text(body, name);
        if (value == null || value.isBlank()) {
            throw new BadRequestException(name + " is missing");
        }
        return value;
    }

    /** A text, null when it is absent or null. */
    static @Nullable String text(JsonObject body, String name) {
        JsonValue value = present(body, name);
        if (value == null) {
            return null;
        }
        if (value instanceof JsonString text) {
            return text.getString();
        }
        throw new BadRequestException(name + " must be a string");
    }

    /** A whole number, {@code absent} when there is none. */
    static int number(JsonObject body, String name, int absent) {
        JsonValue value = present(body, name);
        if (value == null) {
            return absent;
        }
        if (value instanceof JsonNumber number && number.isIntegral()) {
            try {
                return number.intValueExact();
            } catch (ArithmeticException e) {
                throw new BadRequestException(name + " is out of range", e);
            }
        }
        throw new BadRequestException(name + " must be a whole number");
    }

    /** True or false, {@code absent} when it is not said. */
    static boolean flag(JsonObject body, String name, boolean absent) {
        JsonValue value = present(body, name);
        if (value == null) {
            return absent;
        }
        return switch (value.getValueType()) {
            case TRUE -> true;
            case FALSE -> false;
            default -> throw new BadRequestException(name + " must be true or false");
        };
    }

    /** A list of texts, empty when it is absent. */
    static List<String> texts(JsonObject body, String name) {
        JsonValue value = present(body, name);
        if (value == null) {
            return List.of();
        }
        if (value instanceof JsonArray array && array.stream().allMatch(JsonString.class::isInstance)) {
            return array.getValuesAs(JsonString.class).stream()
                    .map(JsonString::getString)
                    .toList();
        }
        throw new BadRequestException(name + " must be a list of strings");
    }

    /** An object within, null when it is absent. */
    static @Nullable JsonObject inner(JsonObject body, String name) {
        JsonValue value = present(body, name);
        if (value == null || value instanceof JsonObject) {
            return (JsonObject) value;
        }
        throw new BadRequestException(name + " must be an object");
    }

    private static @Nullable JsonValue present(JsonObject body, String name) {
        JsonValue value = body.get(name);
        return value == null || value.equals(JsonValue.NULL) ? null : value;
    }

    private static Message message(byte[] utf8) {
        if (JsonCodec.decode(utf8, 0, utf8.length) instanceof Message message) {
            return message;
        }
        throw new ProtocolException(ErrorCode.MALFORMED_FRAME, "this is a frame, but no message", null);
    }

    private static byte[] read(InputStream body, int most) throws IOException {
        byte[] bytes = body.readNBytes(most + 1);
        if (bytes.length > most) {
            throw new ClientErrorException("the body may have " + most + " bytes", Status.REQUEST_ENTITY_TOO_LARGE);
        }
        return bytes;
    }

    private static <T> T parsed(byte[] bytes, Function<JsonReader, T> reading, String what) {
        try (JsonReader json = Json.createReader(new ByteArrayInputStream(bytes))) {
            return reading.apply(json);
        } catch (RuntimeException e) {
            // Of several kinds: for what is no JSON, of the wrong kind, and nested too deeply.
            throw new BadRequestException("the body is not " + what, e);
        }
    }
}
