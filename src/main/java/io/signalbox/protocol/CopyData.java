package io.signalbox.protocol;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The {@code data} of a copy for an observer (contract 2.22): what the application sent, with {@code metadata} that says
 * that this is a copy and of whose message. Stateless and safe from any thread.
 */
public final class CopyData {
    private static final String METADATA = "metadata";
    private static final String OBSERVER_MODE = "observer_mode";
    private static final String ORIGINAL_SENDER = "original_sender";
    private static final String ORIGINAL_RECEIVER = "original_receiver";
    /** Where the application's {@code metadata} goes when it is no object. */
    private static final String ORIGINAL_METADATA = "original_metadata";
    /** Where {@code data} goes when it is no object, which only the application on this node can send. */
    private static final String ORIGINAL_DATA = "original_data";

    private CopyData() {}

    /**
     * The {@code data} of a message with {@code observer_mode}, {@code original_sender} and {@code original_receiver} in
     * its {@code metadata}. Members of these names that were there give way, so that nobody can make up a copy's origin;
     * everything else is kept, a {@code metadata} that is no object as {@code metadata.original_metadata}.
     *
     * @param message its {@code data} is JSON or absent
     * @return an object as text
     */
    public static String of(Message message) {
        String data = message.data();
        JsonWriter out = new JsonWriter(160 + (data == null ? 0 : data.length()));
        boolean isObject = data != null && reader(data).peek() == '{';
        String metadata = data != null && isObject ? copyOthers(data, out) : null;
        out.name(METADATA);
        JsonWriter marked = new JsonWriter(128);
        marked.name(OBSERVER_MODE);
        marked.text("true");
        member(marked, ORIGINAL_SENDER, message.sender());
        member(marked, ORIGINAL_RECEIVER, message.receiver());
        if (metadata != null && metadata.startsWith("{")) {
            copyUnreserved(metadata, marked);
        } else if (metadata != null) {
            marked.name(ORIGINAL_METADATA);
            marked.text(metadata);
        }
        if (data != null && !isObject) {
            marked.name(ORIGINAL_DATA);
            marked.text(data);
        }
        out.raw(marked.object());
        return new String(out.object(), StandardCharsets.UTF_8);
    }

    /** Copies all members but {@code metadata}. @return that one, the last if there are several; null if none */
    private static @Nullable String copyOthers(String data, JsonWriter out) {
        JsonReader json = reader(data);
        String metadata = null;
        json.open('{');
        while (json.nextMember()) {
            String name = json.text();
            String value = json.copy(true);
            if (name.equals(METADATA)) {
                metadata = value;
            } else {
                out.name(name);
                out.text(value);
            }
        }
        return metadata;
    }

    private static void copyUnreserved(String metadata, JsonWriter out) {
        JsonReader json = reader(metadata);
        json.open('{');
        while (json.nextMember()) {
            String name = json.text();
            String value = json.copy(true);
            if (!isReserved(name)) {
                out.name(name);
                out.text(value);
            }
        }
    }

    private static boolean isReserved(String name) {
        return name.equals(OBSERVER_MODE) || name.equals(ORIGINAL_SENDER) || name.equals(ORIGINAL_RECEIVER);
    }

    private static void member(JsonWriter json, String name, @Nullable String value) {
        if (value != null) {
            json.member(name, value);
        }
    }

    private static JsonReader reader(String json) {
        byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);
        return new JsonReader(utf8, 0, utf8.length);
    }
}
