package io.signalbox.protocol;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The members of a message's {@code data}, for a command of the hub that reads some of them. A member that is absent or
 * null has its default; one of another kind or beyond its bound is refused with {@code malformed_frame}. Immutable.
 */
public final class DataObject {
    private final Map<String, String> members = new HashMap<>();
    private final @Nullable String messageId;

    private DataObject(Message message) {
        messageId = message.messageId();
        String data = message.data();
        if (data != null) {
            JsonReader json = reader(data);
            json.open('{');
            while (json.nextMember()) {
                String name = json.text();
                if (!json.skipNull()) {
                    members.put(name, json.copy(true));
                }
            }
        }
    }

    /** The {@code data} of a message that was read from a frame. */
    public static DataObject of(Message message) {
        return new DataObject(message);
    }

    /** An id or a name: at most {@link Limits#MAX_ID_LENGTH} printable characters; null when absent or blank. */
    public @Nullable String id(String name) {
        String value = members.get(name);
        if (value == null) {
            return null;
        }
        if (value.charAt(0) != '"') {
            throw wrong(name, "must be text");
        }
        String id = checked(name, reader(value));
        return id.isBlank() ? null : id;
    }

    /** Ids without repeats and blanks, in their order; empty when absent. */
    public List<String> ids(String name, int most) {
        String value = members.get(name);
        if (value == null) {
            return List.of();
        }
        if (value.charAt(0) != '[') {
            throw wrong(name, "must be a list");
        }
        Set<String> ids = new LinkedHashSet<>();
        JsonReader json = reader(value);
        json.open('[');
        while (json.nextElement()) {
            if (json.peek() != '"') {
                throw wrong(name, "must be a list of texts");
            }
            String id = checked(name, json);
            if (!id.isBlank()) {
                ids.add(id);
            }
            if (ids.size() > most) {
                throw wrong(name, "has more than " + most);
            }
        }
        return new ArrayList<>(ids);
    }

    /** A whole number from {@code min} to {@code max}. */
    public int integer(String name, int defaultValue, int min, int max) {
        String value = members.get(name);
        if (value == null) {
            return defaultValue;
        }
        Long number = reader(value).integer();
        if (number == null || number < min || number > max) {
            throw wrong(name, "must be a whole number from " + min + " to " + max);
        }
        return number.intValue();
    }

    /** True or false; false when absent. */
    public boolean flag(String name) {
        String value = members.get(name);
        if (value == null) {
            return false;
        }
        Boolean flag = reader(value).bool();
        if (flag == null) {
            throw wrong(name, "must be true or false");
        }
        return flag;
    }

    /** An object as JSON text of at most {@code most} characters; null when absent. */
    public @Nullable String object(String name, int most) {
        String value = members.get(name);
        if (value != null && value.charAt(0) != '{') {
            throw wrong(name, "must be an object");
        }
        if (value != null && value.length() > most) {
            throw wrong(name, "is longer than " + most + " characters");
        }
        return value;
    }

    private String checked(String name, JsonReader json) {
        json.string();
        String id = json.text();
        if (id.length() > Limits.MAX_ID_LENGTH || id.codePoints().anyMatch(Character::isISOControl)) {
            throw wrong(name, "holds at most " + Limits.MAX_ID_LENGTH + " characters and no control characters");
        }
        return id;
    }

    private ProtocolException wrong(String name, String why) {
        return new ProtocolException(ErrorCode.MALFORMED_FRAME, "data." + name + " " + why, messageId);
    }

    private static JsonReader reader(String json) {
        byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);
        return new JsonReader(utf8, 0, utf8.length);
    }
}
