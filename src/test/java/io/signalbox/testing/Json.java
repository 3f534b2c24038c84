package io.signalbox.testing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parses JSON strictly (a repeated key is an error) into maps, lists, strings, numbers and booleans, to compare. */
public final class Json {
    private static final JsonFactory STRICT = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private Json() {}

    /** The object in {@code text}; fails when it holds anything else. */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> object(String text) {
        try (JsonParser json = STRICT.createParser(text)) {
            json.nextToken();
            Object value = value(json);
            if (!(value instanceof Map<?, ?> map) || json.nextToken() != null) {
                throw new AssertionError("not one JSON object: " + text);
            }
            return (Map<String, Object>) map;
        } catch (IOException e) {
            throw new UncheckedIOException("not JSON: " + text, e);
        }
    }

    /** The object in field {@code name} of the object in {@code text}; empty when absent. */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> object(String text, String name) {
        return (Map<String, Object>) object(text).getOrDefault(name, Map.of());
    }

    /** Field {@code name} of the object in {@code text} as text, null when absent. */
    public static @Nullable String text(String text, String name) {
        Object value = object(text).get(name);
        return value == null ? null : value.toString();
    }

    @SuppressWarnings("NullAway") // JSON has nulls
    private static @Nullable Object value(JsonParser json) throws IOException {
        JsonToken token = json.currentToken();
        return switch (token) {
            case START_OBJECT -> {
                Map<String, Object> map = new LinkedHashMap<>();
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String name = json.currentName();
                    json.nextToken();
                    map.put(name, value(json));
                }
                yield map;
            }
            case START_ARRAY -> {
                List<Object> list = new ArrayList<>();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(json));
                }
                yield list;
            }
            case VALUE_STRING -> json.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new BigDecimal(json.getText());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    /** Encoded JSON as text. */
    public static String utf8(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }
}
