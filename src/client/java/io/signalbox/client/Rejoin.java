package io.signalbox.client;

import io.signalbox.protocol.Message;
import io.signalbox.protocol.MessageType;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Joins groups again on a new connection, before anything else is sent to them. Done at the hub's answer, or when the
 * hub does not answer in time: a group that cannot be joined must not hold back every other message.
 */
final class Rejoin {
    private final String id;
    private final List<String> groups;
    private final ClientParts parts;
    private final Consumer<@Nullable SignalboxException> done;
    private ClientScheduler.Timer timer = ClientScheduler.Timer.NONE;

    Rejoin(List<String> groups, ClientParts parts, Consumer<@Nullable SignalboxException> done) {
        this.id = parts.newId("m-");
        this.groups = groups;
        this.parts = parts;
        this.done = done;
    }

    void start(Connection connection) {
        if (groups.isEmpty()) {
            done.accept(null);
            return;
        }
        SignalboxException late =
                SignalboxException.of(ClientErrorCode.TIMEOUT, "the groups were not joined again in time", id);
        timer = parts.scheduler().after(parts.options().commandTimeout(), () -> done.accept(late));
        connection.own(Message.builder(MessageType.COMMAND)
                .messageId(id)
                .content("group_join")
                .groupIds(groups)
                .build());
    }

    /** Takes the hub's answer if it is meant. */
    boolean answered(@Nullable String replyTo, @Nullable SignalboxException error) {
        boolean meant = id.equals(replyTo);
        if (meant) {
            cancel();
            done.accept(error);
        }
        return meant;
    }

    void cancel() {
        timer.cancel();
    }
}
