package io.signalbox.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.MessageType;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A wire whose other end is the test: the hub. */
final class FakeWire implements Wire {
    final URI address;
    private final WireListener listener;
    private final List<Message> sent = new ArrayList<>();
    /** What the client answered to what the hub asked in the spelling of the load-balancer reference. */
    final List<String> answers = new ArrayList<>();

    private @Nullable Consumer<@Nullable Throwable> unfinished;
    /** Whether a write is done at once. */
    boolean writes = true;

    int requested = 1;
    int closedWith;
    boolean aborted;

    FakeWire(URI address, WireListener listener) {
        this.address = address;
        this.listener = listener;
    }

    @Override
    public void send(String text, Consumer<@Nullable Throwable> done) {
        assertThat(unfinished).as("one write at a time").isNull();
        if (JsonCodec.decode(text) instanceof Message message) {
            sent.add(message);
        } else {
            answers.add(text);
        }
        unfinished = done;
        if (writes) {
            finishWrite(null);
        }
    }

    @Override
    public void request() {
        requested++;
    }

    @Override
    public void close(int code, String reason) {
        closedWith = code;
    }

    @Override
    public void abort() {
        aborted = true;
    }

    void finishWrite(@Nullable Throwable error) {
        Consumer<@Nullable Throwable> done = unfinished;
        unfinished = null;
        if (done != null) {
            done.accept(error);
        }
    }

    void breakWrite() {
        finishWrite(new IOException("broken pipe"));
    }

    /** Everything the client sent, its pings left out. */
    List<Message> sent() {
        return sent.stream().filter(m -> m.type() != MessageType.PING).toList();
    }

    List<Message> pings() {
        return sent.stream().filter(m -> m.type() == MessageType.PING).toList();
    }

    List<String> contents() {
        return sent().stream().map(m -> String.valueOf(m.content())).toList();
    }

    Message last() {
        return sent().get(sent().size() - 1);
    }

    /** Positions of the acknowledgements. */
    List<Long> acknowledged() {
        return sent.stream()
                .filter(m -> m.type() == MessageType.ACK)
                .map(Message::seq)
                .toList();
    }

    /** The hub sends a text message, which the client must have asked for. */
    void says(String text) {
        fragment(text, true);
    }

    void fragment(String part, boolean last) {
        assertThat(requested).as("the client asked for a frame").isPositive();
        requested--;
        listener.text(this, part, last);
    }

    void saysBinary() {
        requested--;
        listener.binary(this, true);
    }

    void registers(String... groups) {
        String list = List.of(groups).stream().map(JsonCodec::quote).collect(Collectors.joining(","));
        says("{\"message_type\":\"client_registered\",\"data\":{\"user_id\":\"alice\",\"client_id\":\"c-1\","
                + "\"device_id\":\"d-1\",\"node_id\":\"node-a\",\"groups\":[" + list + "]}}");
    }

    /** Registers a client that said how far it came. @param resume members of what the hub says of that */
    void resumes(@Nullable String epoch, String resume) {
        says("{\"message_type\":\"client_registered\"" + (epoch == null ? "" : ",\"epoch\":\"" + epoch + "\"")
                + ",\"data\":{\"user_id\":\"alice\",\"client_id\":\"c-1\",\"device_id\":\"d-1\",\"node_id\":\"node-a\","
                + "\"groups\":[],\"resume\":{" + resume + "}}}");
    }

    /** What the client said in its handshake. */
    @Nullable
    String parameter(String name) {
        for (String pair : address.getRawQuery().split("&", -1)) {
            if (pair.startsWith(name + "=")) {
                return pair.substring(name.length() + 1);
            }
        }
        return null;
    }

    void pong() {
        says("{\"message_type\":\"pong\"}");
    }

    void acks(@Nullable String id, String level) {
        says("{\"message_type\":\"ack\",\"message_id\":\"" + id + "\",\"ack\":\"" + level + "\",\"receiver\":\"bob\"}");
    }

    void succeeds(@Nullable String id) {
        says("{\"message_type\":\"success\",\"reply_to_msg_id\":\"" + id + "\"}");
    }

    void refuses(@Nullable String id, String code, int number, boolean retry) {
        says("{\"message_type\":\"error\",\"reply_to_msg_id\":\"" + id + "\",\"content\":\"no\",\"data\":{\"code\":\""
                + code + "\",\"number\":" + number + ",\"retry\":" + retry + "}}");
    }

    void text(String content) {
        says("{\"message_type\":\"text\",\"sender\":\"bob\",\"content\":\"" + content + "\"}");
    }

    void stored(long seq, boolean requireAck) {
        says("{\"message_type\":\"text\",\"message_id\":\"m" + seq + "\",\"sender\":\"bob\",\"content\":\"s" + seq
                + "\",\"seq\":" + seq + (requireAck ? ",\"require_ack\":true}" : "}"));
    }

    void closes(int code) {
        listener.closed(code, "test");
    }

    void fails() {
        listener.failed("connection reset");
    }
}
