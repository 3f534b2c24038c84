package io.signalbox.hub;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.signalbox.identity.UserKey;
import io.signalbox.metrics.Count;
import io.signalbox.metrics.Metrics;
import io.signalbox.node.Strands;
import io.signalbox.protocol.AckLevel;
import io.signalbox.protocol.BinaryMessage;
import io.signalbox.protocol.ErrorCode;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.ProtocolException;
import io.signalbox.session.ClientSession;
import io.signalbox.session.Traffic;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Brings a client's messages to the {@link Router} in their order: on the caller's thread as long as nothing has to be
 * waited for, else on the client's strand. While one waits there, those behind it go there too. What fails is answered
 * with a code.
 */
final class Submission {
    private static final System.Logger LOG = System.getLogger(Submission.class.getName());
    /** Most messages of one client that wait for something. */
    private static final int MOST_UNDER_WAY = 1024;

    private final Router router;
    private final Strands strands;
    private final Lanes lanes;
    private final IdempotencyWindow repeats;
    private final Acknowledgements acknowledgements;
    private final LocalDelivery local;
    private final Reports reports;
    private final MessageTrail trail;
    private final Metrics metrics;

    /** @param regardless runs a task on the strand of a key also when that is full */
    Submission(
            Router router,
            Strands strands,
            BiConsumer<Object, Runnable> regardless,
            IdempotencyWindow repeats,
            Acknowledgements acknowledgements,
            LocalDelivery local,
            Metrics metrics) {
        this.lanes = new Lanes(regardless);
        this.router = router;
        this.strands = strands;
        this.repeats = repeats;
        this.acknowledgements = acknowledgements;
        this.local = local;
        this.reports = local.reports();
        this.trail = reports.trail();
        this.metrics = metrics;
    }

    /** @throws ProtocolException when it is not taken */
    void submit(ClientSession session, Message asked) {
        reports.received(session, asked);
        Message message = DeliveryRules.applied(asked);
        boolean recorded = trail.wants(message);
        boolean answered = recorded || message.requireAck() || message.idempotencyKey() != null;
        Message named = answered && message.messageId() == null
                ? message.toBuilder().messageId(router.newMessageId()).build()
                : message;
        IdempotencyWindow.Claim claim = claim(session, named);
        if (claim != null && claim.earlier() != null) {
            repeated(session, message, claim.earlier());
            return;
        }
        if (recorded) {
            trail.taken(session, named);
        }
        Delivery delivery = new Delivery(session, named, claim, recorded);
        if (session.isRouting() || !delivery.now()) {
            delivery.onStrand();
        }
    }

    /** A binary message; those are for whoever is connected. @throws ProtocolException when it is not taken */
    void submit(ClientSession session, BinaryMessage message) {
        reports.received(session, message.envelope());
        if (DeliveryRules.storedFirst(DeliveryRules.applied(message.envelope()))) {
            throw new ProtocolException(
                    ErrorCode.BINARY_NOT_STORABLE,
                    "a binary message is not stored, so it cannot be tracked",
                    message.envelope().messageId());
        }
        inOrder(session, message.envelope(), () -> {
            if (router.route(session, message) == Routed.ABSENT) {
                throw absent(message.envelope());
            }
        });
    }

    /** Runs an action behind everything that the client sent before. @throws ProtocolException when there is no room */
    void inOrder(ClientSession session, Message message, Runnable action) {
        inOrder(session, message, false, then -> {
            try {
                action.run();
                return CompletableFuture.completedFuture(true);
            } catch (RuntimeException e) {
                return CompletableFuture.failedFuture(e);
            }
        });
    }

    private void inOrder(
            ClientSession session,
            Message message,
            boolean storedFirst,
            Function<Executor, CompletableFuture<?>> action) {
        Ordered step = new Ordered(session, message, storedFirst, action);
        if (session.routingBegan() > MOST_UNDER_WAY || !strands.execute(session, () -> lanes.run(session, step))) {
            session.routingEnded();
            throw new ProtocolException(
                    ErrorCode.BUSY, "too many messages wait; send it again later", message.messageId());
        }
    }

    /** A device acknowledges inbox entries of its user. @throws ProtocolException when it is not taken */
    void acknowledge(ClientSession session, Message ack) {
        acknowledgements.take(session, ack);
    }

    void refuse(ClientSession session, ProtocolException refusal) {
        refuse(session, null, refusal);
    }

    /** @param to whom the message is for; null when that is many, or not known */
    private void refuse(ClientSession session, @Nullable UserKey to, ProtocolException refusal) {
        metrics.count(Count.MESSAGES_REFUSED);
        List<ClientSession> known = to == null ? List.of() : local.of(to);
        reports.refused(to, refusal.messageId(), refusal.code(), known);
        Traffic traffic = session.traffic();
        if (traffic != null) {
            traffic.failed(refusal.code().wireName());
        }
        session.send(HubReplies.error(refusal.code(), refusal.getMessage(), refusal.messageId(), refusal.details()));
    }

    private IdempotencyWindow.@Nullable Claim claim(ClientSession session, Message message) {
        String key = message.idempotencyKey();
        return key == null ? null : repeats.claim(session.identity().user(), key);
    }

    /** The same publish once more: nothing is delivered, and the answer is that of the first. */
    private void repeated(ClientSession session, Message message, IdempotencyWindow.Outcome first) {
        metrics.count(Count.MESSAGES_REPEATED);
        if (first instanceof IdempotencyWindow.Outcome.InFlight) {
            throw new ProtocolException(
                    ErrorCode.BUSY, "the first message with this idempotency_key is under way", message.messageId());
        }
        if (first instanceof IdempotencyWindow.Outcome.Stored stored) {
            acknowledge(session, AckLevel.STORED, message, stored.messageId());
        } else if (first instanceof IdempotencyWindow.Outcome.Accepted accepted && message.requireAck()) {
            acknowledge(session, AckLevel.ACCEPTED, message, accepted.messageId());
        }
    }

    /** @param firstId for a repeat that has no id of its own */
    private static void acknowledge(ClientSession session, AckLevel level, Message message, String firstId) {
        String id = message.messageId() == null ? firstId : message.messageId();
        Message named = message.toBuilder().messageId(id).build();
        session.send(HubReplies.ack(level, named, message.receiver()).outgoing());
    }

    private static ProtocolException absent(Message message) {
        return new ProtocolException(
                ErrorCode.USER_OFFLINE, "the receiver is not connected and this is not stored", message.messageId());
    }

    /** Tells the client why its message failed. A failure that has no answer is thrown on. */
    private void answer(ClientSession session, Message message, RuntimeException failure) {
        UserKey to = receiver(session, message);
        if (to != null) {
            reports.sent(to, message, MessageSent.Result.FAILED, local.of(to));
        }
        if (failure instanceof ProtocolException refusal) {
            refuse(session, to, refusal);
        } else if (failure instanceof InboxFullException) {
            refuse(session, message, ErrorCode.INBOX_FULL, failure.getMessage());
        } else if (failure instanceof InboxUnavailableException) {
            // The store itself tells when it stops and when it works again; with each message it would be a flood.
            LOG.log(System.Logger.Level.DEBUG, "message not stored: {0}", failure.getMessage());
            reports.error(
                    HubError.Severity.WARNING,
                    "message not stored",
                    session.identity().user(),
                    message.messageId());
            refuse(session, message, ErrorCode.STORE_UNAVAILABLE, "the message was not stored; send it again");
        } else if (failure instanceof DirectoryUnavailableException) {
            warn("message not routed", session, message, failure);
            refuse(session, message, ErrorCode.CLUSTER_UNAVAILABLE, "the receiver could not be found; send it again");
        } else {
            throw failure;
        }
    }

    private void warn(String what, ClientSession session, Message message, RuntimeException cause) {
        LOG.log(
                System.Logger.Level.WARNING,
                "{0}: user={1} message={2}: {3}",
                what,
                session.identity().user(),
                message.messageId(),
                cause.getMessage());
        reports.error(HubError.Severity.WARNING, what, session.identity().user(), message.messageId());
    }

    private void refuse(ClientSession session, Message message, ErrorCode code, @Nullable String why) {
        metrics.count(Count.MESSAGES_REFUSED);
        UserKey to = receiver(session, message);
        reports.refused(to, message.messageId(), code, List.of());
        session.send(HubReplies.error(code, why, message.messageId()));
    }

    private static @Nullable UserKey receiver(ClientSession session, Message message) {
        String receiver = message.receiver();
        return receiver == null ? null : new UserKey(session.identity().user().tenant(), receiver);
    }

    /** What happens on the strand, in order. */
    private final class Ordered implements Lanes.Step {
        private final ClientSession session;
        private final Message message;
        private final boolean storedFirst;
        private final Function<Executor, CompletableFuture<?>> action;

        Ordered(
                ClientSession session,
                Message message,
                boolean storedFirst,
                Function<Executor, CompletableFuture<?>> action) {
            this.session = session;
            this.message = message;
            this.storedFirst = storedFirst;
            this.action = action;
        }

        @Override
        public boolean isStoredFirst() {
            return storedFirst;
        }

        @Override
        public CompletableFuture<?> start(Executor then) {
            return action.apply(then).handle((done, failure) -> {
                try {
                    if (failure != null) {
                        answer(session, message, Stages.failure(failure));
                    }
                } finally {
                    session.routingEnded();
                }
                return true;
            });
        }
    }

    /** One message on its way to the router. */
    private final class Delivery {
        private final ClientSession session;
        private final Message message;
        private final IdempotencyWindow.@Nullable Claim claim;
        private final boolean recorded;

        /** @param recorded whether there is a record of it */
        Delivery(ClientSession session, Message message, IdempotencyWindow.@Nullable Claim claim, boolean recorded) {
            this.session = session;
            this.message = message;
            this.claim = claim;
            this.recorded = recorded;
        }

        /** @return false when it has to wait for something: nothing was done */
        boolean now() {
            try {
                return done(router.route(session, message, false));
            } catch (RuntimeException e) {
                failed(e);
                answer(session, message, e);
                return true;
            }
        }

        void onStrand() {
            try {
                inOrder(session, message, DeliveryRules.storedFirst(message), this::whileWaiting);
            } catch (ProtocolException e) {
                failed(e);
                throw e;
            }
        }

        private CompletableFuture<?> whileWaiting(Executor then) {
            CompletableFuture<Routed> routed;
            try {
                routed = router.start(session, message, then);
            } catch (RuntimeException e) {
                routed = CompletableFuture.failedFuture(e);
            }
            return routed.thenApply(this::done).whenComplete((done, failure) -> {
                if (failure != null) {
                    failed(Stages.failure(failure));
                }
            });
        }

        @CanIgnoreReturnValue
        private boolean done(Routed routed) {
            if (routed == Routed.MUST_WAIT) {
                return false;
            }
            if (routed == Routed.ABSENT && DeliveryRules.absenceMatters(message)) {
                throw absent(message);
            }
            reports.routed(session, message, routed, local);
            if (recorded) {
                trail.routed(session, message, routed);
            }
            IdempotencyWindow.Claim first = claim;
            if (first != null) {
                String id = message.messageId() == null ? "" : message.messageId();
                if (routed == Routed.STORED) {
                    first.stored(id);
                } else {
                    first.accepted(id);
                }
            }
            return true;
        }

        private void failed(RuntimeException why) {
            if (recorded) {
                UserKey to = receiver(session, message);
                trail.refused(session, message, why, to == null ? List.of() : local.of(to));
            }
            IdempotencyWindow.Claim first = claim;
            if (first != null) {
                first.failed();
            }
        }
    }
}
