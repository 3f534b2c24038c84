package io.signalbox.hub;

import io.signalbox.identity.UserKey;
import io.signalbox.identity.UserType;
import io.signalbox.metrics.LabelledCount;
import io.signalbox.metrics.Metrics;
import io.signalbox.protocol.ErrorCode;
import io.signalbox.protocol.Frame;
import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.ProtocolException;
import io.signalbox.session.ClientSession;
import io.signalbox.session.Disconnect;
import io.signalbox.session.Outgoing;
import io.signalbox.transport.OutboundFrame;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells the {@link DeliveryListener} of one hub what happens. Of a kind that nobody wants nothing is made: that costs the
 * read of a field. Never blocks; safe from any thread.
 */
final class Reports {
    private final DeliveryListener listener;
    private final MessageTrail trail;
    private final Metrics metrics;
    private final Clock clock;
    private final boolean failures;
    private final boolean received;
    private final boolean sent;
    private final boolean pushed;
    private final boolean batches;
    private final boolean errors;

    Reports(DeliveryListener listener, MessageRecorder recorder, Metrics metrics, Clock clock) {
        this.listener = listener;
        this.trail = new MessageTrail(recorder, clock);
        this.metrics = metrics;
        this.clock = clock;
        this.failures = listener.wants(DeliveryFailure.class);
        this.received = listener.wants(MessageReceived.class);
        this.sent = listener.wants(MessageSent.class);
        this.pushed = listener.wants(OfflineMessagesPushed.class);
        this.batches = listener.wants(BatchSendFailed.class);
        this.errors = listener.wants(HubError.class);
    }

    /** Tells nobody. */
    static Reports none() {
        return new Reports(DeliveryListener.NONE, MessageRecorder.NONE, new Metrics(), Clock.systemUTC());
    }

    /** Where records of messages begin. */
    MessageTrail trail() {
        return trail;
    }

    /** A client's message was read. */
    void received(ClientSession from, Message message) {
        if (received) {
            listener.tell(new MessageReceived(
                    message.messageId(),
                    message.type(),
                    from.identity().user(),
                    from.identity().clientId(),
                    message.receiver(),
                    clock.instant()));
        }
    }

    /** A client's message was handed on or stored. */
    void routed(ClientSession from, Message message, Routed routed, LocalDelivery local) {
        String receiver = message.receiver();
        if (!sent || receiver == null) {
            return;
        }
        UserKey to = new UserKey(from.identity().user().tenant(), receiver);
        MessageSent.Result result = routed == Routed.STORED ? MessageSent.Result.STORED : MessageSent.Result.HANDED_ON;
        sent(to, message, result, local.of(to));
    }

    /** It is known what became of a message to one user. @param known the connections that the user has here */
    void sent(UserKey to, Message message, MessageSent.Result result, List<ClientSession> known) {
        if (sent && isHuman(message, known)) {
            listener.tell(new MessageSent(message.messageId(), message.type(), to, result, clock.instant()));
        }
    }

    /** A client's message was refused. @param to null when it is for nobody in particular */
    void refused(@Nullable UserKey to, @Nullable String messageId, ErrorCode refusal, List<ClientSession> known) {
        FailureCode code = refusal == ErrorCode.USER_OFFLINE ? whyNot(known) : FailureCode.of(refusal);
        failed(to, messageId, code, false);
    }

    /** A message failed at its only attempt. */
    void failed(@Nullable UserKey to, @Nullable String messageId, FailureCode code, boolean kept) {
        failed(new DeliveryFailure(messageId, to, null, code.reason(), code, 1, kept, clock.instant()));
    }

    void failed(DeliveryFailure failure) {
        metrics.count(LabelledCount.DELIVERY_FAILURES, failure.reason());
        if (failures) {
            listener.tell(failure);
        }
    }

    /**
     * A message is in an inbox whose user may not be there.
     *
     * @param known the connections that the user has here
     * @param elsewhere whether another node has some
     */
    void stored(UserKey user, Message message, List<ClientSession> known, boolean elsewhere) {
        boolean online = elsewhere || isAnyOpen(known);
        trail.stored(user, message, online);
        if (online) {
            return;
        }
        failed(user, message.messageId(), whyNot(known), true);
    }

    /** A connection did not take what went to many. */
    void broadcastRefused(ClientSession by, Outgoing broadcast) {
        if (!isFull(by)) {
            return;
        }
        failed(new DeliveryFailure(
                failures ? messageId(broadcast.frame()) : null,
                by.identity().user(),
                by.identity().clientId(),
                FailureReason.BROADCAST_FULL,
                FailureCode.BROADCAST_FULL,
                1,
                false,
                clock.instant()));
    }

    /** A socket failed. Told when it failed because something was to be written. */
    void lost(ClientSession session) {
        Disconnect how = session.disconnect();
        if (how != null && how.reason() == Disconnect.Reason.WRITE_ERROR) {
            failed(new DeliveryFailure(
                    null,
                    session.identity().user(),
                    session.identity().clientId(),
                    FailureReason.CONN_ERROR,
                    FailureCode.CONNECTION_LOST,
                    1,
                    false,
                    clock.instant()));
        }
    }

    /** Whether pages of replays are to be told: then their ids have to be collected. */
    boolean wantsReplays() {
        return pushed;
    }

    /** A page of a replay is in an outbox. */
    void replayed(ClientSession to, List<String> taken, List<String> refused) {
        listener.tell(new OfflineMessagesPushed(
                to.identity().user(), to.identity().clientId(), taken, refused, clock.instant()));
    }

    void batchFailed(UserKey to, @Nullable String messageId, String error) {
        if (batches) {
            listener.tell(new BatchSendFailed(to, messageId, error, clock.instant()));
        }
    }

    void error(HubError.Severity severity, String what, @Nullable UserKey user, @Nullable String messageId) {
        if (errors) {
            listener.tell(new HubError(severity, what, user, messageId, clock.instant()));
        }
    }

    /** Passes on what is not the hub's own. */
    void tell(DeliveryEvent event) {
        if (listener.wants(event.getClass())) {
            listener.tell(event);
        }
    }

    /**
     * Why none of a user's connections took a message. A connection that has just been closed for being full is still
     * among them.
     */
    static FailureCode whyNot(List<ClientSession> known) {
        FailureCode code = FailureCode.USER_OFFLINE;
        for (ClientSession session : known) {
            if (isFull(session)) {
                return FailureCode.OUTBOX_FULL;
            }
            if (!session.isOpen()) {
                code = FailureCode.CONNECTION_CLOSED;
            }
        }
        return code;
    }

    static boolean isAnyOpen(List<ClientSession> known) {
        for (ClientSession session : known) {
            if (session.isOpen()) {
                return true;
            }
        }
        return false;
    }

    private static boolean isFull(ClientSession session) {
        Disconnect how = session.disconnect();
        return how != null && how.reason() == Disconnect.Reason.SLOW_CONSUMER;
    }

    /** By what the message says of its receiver, or what is known of those that are here; a person until then. */
    private static boolean isHuman(Message message, List<ClientSession> known) {
        String said = message.receiverType();
        UserType type = said == null ? null : UserType.ofWireName(said);
        if (type == null && !known.isEmpty()) {
            type = known.get(0).identity().userType();
        }
        return type != UserType.BOT && type != UserType.SYSTEM && type != UserType.OBSERVER;
    }

    /** Read from what was encoded once for all: only a connection that is being closed costs this. */
    private static @Nullable String messageId(OutboundFrame frame) {
        try {
            Frame decoded = JsonCodec.decode(frame.payloadText());
            return decoded instanceof Message message ? message.messageId() : null;
        } catch (ProtocolException e) {
            // A binary message, which has no text.
            return null;
        }
    }
}
