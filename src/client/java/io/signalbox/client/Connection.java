package io.signalbox.client;

import io.signalbox.protocol.Frame;
import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.MessageType;
import io.signalbox.protocol.ProtocolException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One wire, from the dial to its end. It ends on its own when the hub does not register it in time, or says nothing
 * after a ping. Reads one message at a time, and only while there is room for it.
 *
 * <p>Confined to the scheduler thread, but for the calls of the wire, which decode and hand over.
 */
final class Connection implements WireListener {
    /** No close frame came. */
    static final int LOST = 1006;

    private static final int TOO_BIG = 1009;

    /** What a connection tells; nothing after {@code ended}, and nothing after {@code close}. */
    interface Owner {
        /** @param frame a message, or what the hub asks in the spelling of the load-balancer reference */
        void frame(Frame frame, Connection connection);

        void malformed(String explanation);

        void ended(int code, String reason);
    }

    private final ClientParts parts;
    private final Owner owner;
    private final BooleanSupplier room;
    private final TextAssembler assembler;
    private final Wire wire;
    private final Writer writer;
    private ClientScheduler.Timer deadline;
    private ClientScheduler.Timer nextPing = ClientScheduler.Timer.NONE;
    private boolean registered;
    /** A message was handled, but the next is not asked for yet. */
    private boolean paused;

    private boolean released;
    private @Nullable Runnable gone;

    /** Starts to dial. */
    Connection(URI address, ClientParts parts, Outgoing outgoing, BooleanSupplier room, Owner owner) {
        this.parts = parts;
        this.owner = owner;
        this.room = room;
        this.assembler = new TextAssembler(parts.options().maxInboundBytes());
        this.deadline = after(parts.options().connectTimeout(), () -> giveUp("connect timeout"));
        this.wire = parts.dialer().dial(address, this);
        this.writer = new Writer(wire, outgoing, parts.scheduler(), this::giveUp);
    }

    /** Whether messages of the application may go out. */
    void linked(boolean open) {
        writer.linked(open);
    }

    /** Writes what waits in the outgoing queue. */
    void pump() {
        writer.pump();
    }

    /** Writes a frame of the client itself. */
    void own(Message message) {
        if (!released) {
            writer.own(message);
        }
    }

    /** Writes a frame of the client itself. */
    void own(String frame) {
        if (!released) {
            writer.own(frame);
        }
    }

    /** There may be room again. */
    void readOn() {
        if (paused && !released && room.getAsBoolean()) {
            paused = false;
            wire.request();
        }
    }

    /**
     * Ends it politely, and by force when the hub does not play along.
     *
     * @param then called once, when nothing is left of it
     */
    void close(int code, String reason, Runnable then) {
        release();
        gone = then;
        deadline = after(parts.options().closeTimeout(), this::force);
        wire.close(code, reason);
        if (paused) {
            wire.request();
        }
    }

    @Override
    public void text(Wire from, CharSequence part, boolean last) {
        if (!assembler.add(part)) {
            hop(() -> tooBig(from));
        } else if (!last) {
            from.request();
        } else {
            decode(from, assembler.take());
        }
    }

    @Override
    public void binary(Wire from, boolean last) {
        if (last) {
            hop(() -> received(from, null, "a binary frame"));
        } else {
            from.request();
        }
    }

    @Override
    public void closed(int code, String reason) {
        hop(() -> lost(code, reason));
    }

    @Override
    public void failed(String reason) {
        hop(() -> lost(LOST, reason));
    }

    private void decode(Wire from, String text) {
        try {
            Frame frame = JsonCodec.decode(text);
            if (frame instanceof Message || frame instanceof Frame.Command || frame instanceof Frame.QueryName) {
                hop(() -> received(from, frame, ""));
            } else {
                hop(() -> received(from, null, "a frame that only a balancer understands"));
            }
        } catch (ProtocolException e) {
            String explanation = String.valueOf(e.getMessage());
            hop(() -> received(from, null, explanation));
        }
    }

    private void received(Wire from, @Nullable Frame frame, String problem) {
        if (released) {
            // Until the hub's close frame comes, what it still says is read over.
            from.request();
            return;
        }
        if (frame == null) {
            owner.malformed(problem);
        } else {
            if (registered || (frame instanceof Message message && message.type() == MessageType.CLIENT_REGISTERED)) {
                isAlive();
            }
            owner.frame(frame, this);
        }
        paused = true;
        readOn();
    }

    private void isAlive() {
        deadline.cancel();
        if (!registered) {
            registered = true;
            schedulePing();
        }
    }

    private void schedulePing() {
        double jitter = 0.9 + 0.2 * parts.random().getAsDouble();
        nextPing = after(Duration.ofNanos((long) (parts.options().pingInterval().toNanos() * jitter)), this::ping);
    }

    private void ping() {
        deadline.cancel();
        awaitWord();
        schedulePing();
        own(Message.builder(MessageType.PING).messageId(parts.newId("p-")).build());
    }

    private void awaitWord() {
        deadline = after(parts.options().pongTimeout(), this::silent);
    }

    private void silent() {
        if (paused) {
            // We do not read, so the silence is ours. The clock starts afresh.
            awaitWord();
        } else {
            giveUp("no answer to a ping");
        }
    }

    private void tooBig(Wire from) {
        if (!released) {
            String reason = "a message larger than " + parts.options().maxInboundBytes() + " bytes arrived";
            close(TOO_BIG, "message_too_big", () -> {});
            owner.ended(TOO_BIG, reason);
        }
        from.request();
    }

    private void giveUp(String reason) {
        if (!released) {
            release();
            wire.abort();
            owner.ended(LOST, reason);
        }
    }

    private void lost(int code, String reason) {
        if (!released) {
            release();
            owner.ended(code, reason);
        } else {
            deadline.cancel();
            isGone();
        }
    }

    private void force() {
        wire.abort();
        isGone();
    }

    private void isGone() {
        Runnable then = gone;
        gone = null;
        if (then != null) {
            then.run();
        }
    }

    private void release() {
        released = true;
        deadline.cancel();
        nextPing.cancel();
        writer.end();
    }

    private ClientScheduler.Timer after(Duration delay, Runnable task) {
        return parts.scheduler().after(delay, task);
    }

    private void hop(Runnable task) {
        try {
            parts.scheduler().execute(task);
        } catch (RejectedExecutionException e) {
            // Every client is closed; there is nobody to tell.
            return;
        }
    }
}
