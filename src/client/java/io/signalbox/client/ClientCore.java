package io.signalbox.client;

import io.signalbox.protocol.AckLevel;
import io.signalbox.protocol.CloseCode;
import io.signalbox.protocol.Frame;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.MessageType;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The life of a client: its state, its one connection, and what every frame of the hub means. Confined to the scheduler
 * thread, but for the questions marked otherwise.
 */
final class ClientCore implements Connection.Owner {
    private final ClientParts parts;
    private final HandshakeAddress address;
    private final Groups groups;
    private final Resume resume;
    private final Acks acks;
    private final Backoff backoff;
    private final Outgoing outgoing;
    private final Deliveries deliveries;
    private final Commands commands;
    private final CompletableFuture<Registration> connected = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile ClientState state = ClientState.IDLE;
    private @Nullable Connection connection;
    private @Nullable Rejoin rejoin;
    private ClientScheduler.Timer retry = ClientScheduler.Timer.NONE;
    /** Registered, and back in the groups: messages may be written. */
    private boolean linked;

    ClientCore(
            ClientParts parts,
            HandshakeAddress address,
            Collection<String> groups,
            List<ClientListener> listeners,
            Map<String, CommandHandler> handlers,
            Resume resume) {
        ClientOptions options = parts.options();
        this.parts = parts;
        this.address = address;
        this.groups = new Groups(groups);
        this.resume = resume;
        this.acks = new Acks(options.ackBatch(), parts.scheduler(), this::say);
        this.backoff =
                new Backoff(options.backoffBase(), options.backoffCap(), options.backoffFactor(), parts.random());
        this.outgoing = new Outgoing(options, parts.scheduler());
        this.deliveries = new Deliveries(listeners, parts, this::readOn);
        this.commands = new Commands(parts, address, handlers, deliveries, this::restart);
    }

    /** Safe from any thread. */
    ClientState state() {
        return state;
    }

    /** Safe from any thread. */
    Groups groups() {
        return groups;
    }

    /** Safe from any thread. */
    ResumePoint resumePoint() {
        return resume.point();
    }

    /** Safe from any thread. */
    Deliveries deliveries() {
        return deliveries;
    }

    /** Completes when the hub registered the first connection; fails when the client closes before that. */
    CompletableFuture<Registration> connected() {
        return connected;
    }

    /** Completes when the last connection is gone. */
    CompletableFuture<Void> ended() {
        return ended;
    }

    void connect() {
        if (state == ClientState.IDLE) {
            enter(ClientState.CONNECTING);
            dial();
        }
    }

    void close() {
        if (state != ClientState.CLOSED) {
            Connection last = connection;
            String reason = "closed by the application";
            finish(reason);
            if (last == null) {
                release();
            } else {
                last.close(CloseCode.NORMAL.code(), reason, this::release);
            }
        }
    }

    /** Takes a message of the application. */
    void submit(Entry entry, boolean ephemeral) {
        if (state == ClientState.CLOSED) {
            entry.outcome.failed(closed("the client is closed", entry.messageId));
        } else if (ephemeral && !linked) {
            entry.outcome.failed(SignalboxException.of(
                    ClientErrorCode.NOT_CONNECTED, "not kept for later, and there is no connection", entry.messageId));
        } else {
            outgoing.submit(entry, linked);
            if (connection != null) {
                connection.pump();
            }
        }
    }

    /**
     * Confirms a stored message. Without a connection nothing is lost: the next handshake says it, or it comes again and
     * is known.
     */
    void acknowledge(Message message) {
        if (resume.isOfAnotherLife(message)) {
            return;
        }
        processed(message.seq());
        if (state == ClientState.CONNECTED) {
            acks.processed(message, resume.dedupe().processedUpTo());
        }
    }

    private void processed(long seq) {
        resume.dedupe().processed(seq);
        save();
    }

    private void save() {
        resume.save(cause -> deliveries.error(SignalboxException.of(
                ClientErrorCode.HANDLER_FAILED, "the storage of the position threw " + cause, null, cause)));
    }

    private void say(Message message) {
        if (connection != null) {
            connection.own(message);
        }
    }

    @Override
    public void frame(Frame frame, Connection from) {
        if (frame instanceof Message message) {
            message(message, from);
        } else if (frame instanceof Frame.Command command) {
            commands.asked(command, from::own);
        } else {
            from.own(commands.name());
        }
    }

    private void message(Message message, Connection from) {
        switch (message.type()) {
            case CLIENT_REGISTERED -> registered(message, from);
            case PONG -> {}
            case ACK -> acknowledged(message);
            case SUCCESS, ERROR -> {
                if (message.sender() == null) {
                    answered(message);
                } else {
                    deliver(message);
                }
            }
            default -> deliver(message);
        }
    }

    @Override
    public void malformed(String explanation) {
        deliveries.error(SignalboxException.of(
                ClientErrorCode.MALFORMED_FRAME, "the hub sent what is no message: " + explanation, null));
    }

    @Override
    public void ended(int code, String reason) {
        forgetConnection();
        if (CloseCode.reconnectAdvised(code)) {
            Duration delay = backoff.next();
            retry = parts.scheduler().after(delay, this::dial);
            tell(new Disconnection(code, reason, delay));
            enter(state == ClientState.CONNECTING ? ClientState.CONNECTING : ClientState.RECONNECTING);
        } else {
            tell(new Disconnection(code, reason, null));
            finish("closed by the hub: " + code + ' ' + reason);
            release();
        }
    }

    /** Leaves the hub and comes back, as an operator asked. */
    private void restart() {
        Connection last = connection;
        if (last != null) {
            String reason = "restart";
            forgetConnection();
            tell(new Disconnection(CloseCode.NORMAL.code(), reason, Duration.ZERO));
            enter(ClientState.RECONNECTING);
            last.close(CloseCode.NORMAL.code(), reason, () -> {
                if (state == ClientState.RECONNECTING) {
                    dial();
                }
            });
        }
    }

    private void dial() {
        connection = new Connection(
                address.withGroups(groups.joined(), resume.point()), parts, outgoing, deliveries::hasRoom, this);
    }

    private void readOn() {
        if (connection != null) {
            connection.readOn();
        }
    }

    private void registered(Message frame, Connection from) {
        HubData data = HubData.of(frame.data());
        Registration registration = data.registration();
        Recovery recovery = data.recovery(frame.epoch());
        if (recovery != null) {
            resume.registered(recovery);
            save();
        }
        backoff.reset();
        // A balancer may register the same socket again, with another node.
        unlink();
        from.linked(false);
        enter(ClientState.CONNECTED);
        deliveries.event("onRegistered", listener -> listener.onRegistered(registration));
        if (recovery != null) {
            deliveries.event("onRecovered", listener -> listener.onRecovered(recovery));
        }
        parts.completions().execute(() -> connected.complete(registration));
        rejoin = new Rejoin(groups.missingFrom(registration.groups()), parts, error -> rejoined(from, error));
        rejoin.start(from);
    }

    private void rejoined(Connection on, @Nullable SignalboxException error) {
        rejoin = null;
        if (error != null) {
            deliveries.error(error);
        }
        linked = true;
        outgoing.resend();
        on.linked(true);
    }

    private void acknowledged(Message frame) {
        String id = frame.messageId();
        AckLevel level = frame.ack();
        if (id == null || level == null) {
            return;
        }
        if (level == AckLevel.DELIVERED) {
            outgoing.delivered(id);
        } else {
            outgoing.confirmed(id, level);
        }
        Acknowledgement acknowledgement = new Acknowledgement(id, level, frame.receiver());
        deliveries.event("onAck", listener -> listener.onAck(acknowledgement));
    }

    private void answered(Message frame) {
        String id = frame.replyToMsgId();
        SignalboxException error = frame.type() == MessageType.ERROR ? HubData.error(frame) : null;
        if (rejoin != null && rejoin.answered(id, error)) {
            return;
        }
        if (error == null) {
            if (id != null) {
                outgoing.done(id);
            }
        } else if (id == null || !outgoing.refused(id, error)) {
            deliveries.error(error);
        }
    }

    private void deliver(Message arrived) {
        Message message = resume.received(arrived);
        long seq = message.seq();
        Dedupe.Verdict verdict =
                seq == 0 ? Dedupe.Verdict.PROCESS : resume.dedupe().arrived(seq);
        if (verdict == Dedupe.Verdict.ACKNOWLEDGE && message.requireAck()) {
            acknowledge(message);
        } else if (verdict == Dedupe.Verdict.PROCESS) {
            if (deliveries.hasListeners()) {
                deliveries.message(message, ok -> handled(message, ok));
            } else {
                // Nobody processed it: the hub keeps it.
                handled(message, false);
            }
        }
    }

    private void handled(Message message, boolean ok) {
        long seq = message.seq();
        if (seq == 0 || resume.isOfAnotherLife(message)) {
            return;
        }
        if (!ok) {
            resume.dedupe().failed(seq);
        } else if (!message.requireAck()) {
            processed(seq);
        } else if (parts.options().autoAck()) {
            acknowledge(message);
        }
    }

    private void finish(String reason) {
        retry.cancel();
        forgetConnection();
        // First the state: whoever is told by a future must find it.
        enter(ClientState.CLOSED);
        deliveries.end();
        SignalboxException error = closed(reason, null);
        parts.completions().execute(() -> connected.completeExceptionally(error));
        outgoing.abandon(messageId -> closed(reason, messageId));
    }

    private void forgetConnection() {
        unlink();
        commands.disconnected();
        acks.reset();
        connection = null;
    }

    private void unlink() {
        if (rejoin != null) {
            rejoin.cancel();
        }
        rejoin = null;
        linked = false;
    }

    private void release() {
        ended.complete(null);
        parts.release().run();
    }

    private void tell(Disconnection disconnection) {
        deliveries.event("onDisconnected", listener -> listener.onDisconnected(disconnection));
    }

    private void enter(ClientState next) {
        ClientState previous = state;
        if (next != previous) {
            state = next;
            deliveries.event("onState", listener -> listener.onState(next, previous));
        }
    }

    private static SignalboxException closed(String reason, @Nullable String messageId) {
        return SignalboxException.of(ClientErrorCode.CLOSED, reason, messageId);
    }
}
