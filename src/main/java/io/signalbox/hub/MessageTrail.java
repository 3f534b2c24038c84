package io.signalbox.hub;

import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.ProtocolException;
import io.signalbox.session.ClientSession;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells the {@link MessageRecorder} of one hub what becomes of messages. Without one each call costs the read of a field.
 * Never blocks; safe from any thread.
 */
public final class MessageTrail {
    private static final String ABSENT = "the receiver is not connected, and it is not stored";

    private final MessageRecorder recorder;
    private final Clock clock;
    private final boolean on;

    MessageTrail(MessageRecorder recorder, Clock clock) {
        this.recorder = recorder;
        this.clock = clock;
        this.on = recorder != MessageRecorder.NONE;
    }

    /** Whether there is to be a record of a message (contract M28: not when it says that it is not to be in the database). */
    public boolean wants(Message message) {
        return on && recorder.wants(message);
    }

    /** A client's message was taken. @param named with an id */
    void taken(ClientSession from, Message named) {
        client(from, named, MessageStatus.PENDING, null, null);
    }

    /** A client's message was routed. What is stored for one user is told by who stores it. */
    void routed(ClientSession from, Message named, Routed routed) {
        if (routed == Routed.ABSENT) {
            client(from, named, MessageStatus.FAILED, FailureCode.USER_OFFLINE, ABSENT);
        } else if (routed == Routed.STORED && named.receiver() != null) {
            client(from, named, null, null, null);
        } else {
            client(from, named, MessageStatus.SUCCESS, null, null);
        }
    }

    /** A client's message was refused, or failed. @param known the connections that its receiver has here */
    void refused(ClientSession from, Message named, RuntimeException why, List<ClientSession> known) {
        client(from, named, MessageStatus.FAILED, code(why, known), why.getMessage());
    }

    private void client(
            ClientSession from,
            Message named,
            @Nullable MessageStatus status,
            @Nullable FailureCode failure,
            @Nullable String error) {
        UserKey sender = from.identity().user();
        MessageSubject subject = MessageSubject.of(sender.tenant(), sender.userId(), named);
        if (subject != null) {
            Instant now = clock.instant();
            MessageStep.Try attempt =
                    status == MessageStatus.PENDING ? null : new MessageStep.Try(now, Duration.ZERO, failure);
            String address = from.identity().peer().address();
            MessageStep.Facts facts =
                    new MessageStep.Facts(named, from.identity().clientId(), address.isEmpty() ? null : address, 0);
            recorder.tell(new MessageStep(subject, status, now, facts, attempt, failure, error));
        }
    }

    /** The application sends a message to one user. @param maxRetries how often it will be tried again at most */
    public void taken(UserKey to, Message prepared, int maxRetries) {
        MessageSubject subject = wants(prepared) ? MessageSubject.toUser(to, prepared) : null;
        if (subject != null) {
            MessageStep.Facts facts = new MessageStep.Facts(prepared, prepared.senderClient(), null, maxRetries);
            recorder.tell(new MessageStep(subject, MessageStatus.PENDING, clock.instant(), facts, null, null, null));
        }
    }

    /** One try of the application's to deliver is over. */
    void tried(UserKey to, Message prepared, Attempt result, Instant began) {
        MessageSubject subject = wants(prepared) ? MessageSubject.toUser(to, prepared) : null;
        if (subject == null) {
            return;
        }
        FailureCode failure = result.failure();
        String error = failure == null ? null : result.explanation();
        MessageStatus status;
        if (failure != null) {
            status = MessageStatus.FAILED;
        } else if (result.stored()) {
            status = stored(prepared, result.online());
        } else if (result.online()) {
            status = MessageStatus.SUCCESS;
        } else {
            status = MessageStatus.FAILED;
            failure = FailureCode.USER_OFFLINE;
            error = ABSENT;
        }
        Instant now = clock.instant();
        MessageStep.Try attempt = new MessageStep.Try(began, Duration.between(began, now), failure);
        recorder.tell(new MessageStep(subject, status, now, null, attempt, failure, error));
    }

    /** What is in the inbox was handed out again. @param there whether the receiver is */
    void again(UserKey to, Message prepared, boolean there) {
        MessageSubject subject = wants(prepared) ? MessageSubject.toUser(to, prepared) : null;
        if (subject != null) {
            Instant now = clock.instant();
            MessageStep.Try attempt = there ? new MessageStep.Try(now, Duration.ZERO, null) : null;
            recorder.tell(new MessageStep(subject, stored(prepared, there), now, null, attempt, null, null));
        }
    }

    /** It is known what becomes of a delivery of the application that was wanted; {@link #tried} told of its tries. */
    public void delivery(
            UserKey to, String sender, String messageId, MessageStatus status, @Nullable FailureCode failure) {
        MessageSubject subject = MessageSubject.toUser(to, sender, messageId);
        recorder.tell(new MessageStep(subject, status, clock.instant(), null, null, failure, null));
    }

    /** The application's message to many was handed on, or stored for them. */
    void toMany(Tenant tenant, Parcel parcel, Sent sent) {
        if (!on) {
            return;
        }
        Message stamped = parcel.stamped();
        String sender = stamped.sender();
        MessageSubject subject = sender == null || !recorder.wants(stamped)
                ? null
                : MessageSubject.of(tenant, sender, sent.mode(), stamped);
        if (subject != null) {
            Instant now = clock.instant();
            FailureCode failure = sent.succeeded() ? null : FailureCode.STORE_UNAVAILABLE;
            recorder.tell(new MessageStep(
                    subject,
                    failure == null ? MessageStatus.SUCCESS : MessageStatus.FAILED,
                    now,
                    new MessageStep.Facts(stamped, null, null, 0),
                    new MessageStep.Try(now, Duration.ZERO, failure),
                    failure,
                    failure == null ? null : String.join("; ", sent.errors())));
        }
    }

    /** A message is in the inbox of a user. @param online whether a connection gets it from there at once */
    void stored(UserKey user, Message stamped, boolean online) {
        ofInbox(user, stamped, on ? stored(stamped, online) : MessageStatus.PENDING);
    }

    /** A message that waited in the inbox of a user was put into the outbox of a connection. */
    void pushed(UserKey user, Message stamped) {
        ofInbox(user, stamped, stamped.requireAck() ? MessageStatus.SENDING : MessageStatus.SUCCESS);
    }

    /** A device of a user acknowledged a message that waited in its inbox, as the first of them. */
    void acknowledged(UserKey by, Message stamped) {
        ofInbox(by, stamped, MessageStatus.SUCCESS);
    }

    /** What becomes of a group's message in the inbox of one member is not in its record; whose it is not, says nothing. */
    private void ofInbox(UserKey user, Message stamped, MessageStatus status) {
        if (!on || !user.userId().equals(stamped.receiver()) || !recorder.wants(stamped)) {
            return;
        }
        MessageSubject subject = MessageSubject.toUser(user, stamped);
        if (subject != null) {
            recorder.tell(new MessageStep(subject, status, clock.instant(), null, null, null, null));
        }
    }

    /** What needs no acknowledgement is on its way when somebody is there. */
    private static MessageStatus stored(Message message, boolean online) {
        if (!online || message.skipSendToClient()) {
            return MessageStatus.USER_OFFLINE;
        }
        return message.requireAck() ? MessageStatus.SENDING : MessageStatus.SUCCESS;
    }

    private static FailureCode code(RuntimeException why, List<ClientSession> known) {
        if (why instanceof ProtocolException refusal) {
            FailureCode code = FailureCode.of(refusal.code());
            return code == FailureCode.USER_OFFLINE ? Reports.whyNot(known) : code;
        }
        if (why instanceof InboxFullException) {
            return FailureCode.INBOX_FULL;
        }
        if (why instanceof InboxUnavailableException) {
            return FailureCode.STORE_UNAVAILABLE;
        }
        return why instanceof DirectoryUnavailableException ? FailureCode.CLUSTER_UNAVAILABLE : FailureCode.UNKNOWN;
    }
}
