package io.signalbox.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.signalbox.protocol.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields the hub puts into {@code data} of its own frames: scalars, the list of groups, and where the client goes on. */
final class HubData {
    private static final JsonFactory JSON = new JsonFactory();
    /** Before the names of the members of that object. */
    private static final String RESUME = "resume.";

    private final Map<String, String> scalars = new HashMap<>();
    private final List<String> groups = new ArrayList<>();

    private HubData() {}

    static HubData of(@Nullable String data) {
        HubData fields = new HubData();
        if (data != null) {
            try (JsonParser json = JSON.createParser(data)) {
                fields.read(json);
            } catch (IOException e) {
                // Checked when the frame was decoded; should it ever be wrong, what was read so far has to do.
                return fields;
            }
        }
        return fields;
    }

    /** The registration in a {@code client_registered} frame. */
    Registration registration() {
        return new Registration(text("user_id"), text("client_id"), text("device_id"), text("node_id"), groups);
    }

    /** What a {@code client_registered} frame says about the time away; null when the hub says nothing of it. */
    @Nullable
    Recovery recovery(@Nullable String epoch) {
        String recovered = text(RESUME + "recovered");
        if (recovered.isEmpty()) {
            return null;
        }
        String reason = text(RESUME + "reason");
        return new Recovery(
                recovered.equals("true"),
                epoch,
                position("from_seq"),
                position("waiting"),
                position("head"),
                reason.isEmpty() ? null : reason);
    }

    private long position(String name) {
        Long number = number(RESUME + name);
        return number == null ? 0 : number;
    }

    /** The error in an {@code error} frame. */
    static SignalboxException error(Message frame) {
        HubData data = of(frame.data());
        String code = data.text("code");
        String number = data.text("number");
        String content = frame.content();
        return SignalboxException.ofHub(
                code.isEmpty() ? "unknown" : code,
                number.matches("\\d{1,9}") ? Integer.parseInt(number) : 0,
                data.text("retry").equals("true"),
                content == null ? "the hub reported an error" : content,
                frame.replyToMsgId());
    }

    /** A whole number; null when it is absent or something else. */
    @Nullable
    Long number(String name) {
        String value = text(name);
        return value.matches("-?\\d{1,18}") ? Long.valueOf(value) : null;
    }

    private String text(String name) {
        return scalars.getOrDefault(name, "");
    }

    private void read(JsonParser json) throws IOException {
        json.nextToken();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (value.isScalarValue()) {
                scalars.put(name, json.getText());
            } else if (name.equals("groups") && value == JsonToken.START_ARRAY) {
                while (json.nextToken() == JsonToken.VALUE_STRING) {
                    groups.add(json.getText());
                }
            } else if (name.equals("resume") && value == JsonToken.START_OBJECT) {
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String member = RESUME + json.currentName();
                    if (json.nextToken().isScalarValue()) {
                        scalars.put(member, json.getText());
                    } else {
                        json.skipChildren();
                    }
                }
            } else {
                json.skipChildren();
            }
        }
    }
}
