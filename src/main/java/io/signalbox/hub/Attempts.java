package io.signalbox.hub;

import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Message;
import io.signalbox.session.ClientSession;
import io.signalbox.session.CopyOutgoing;
import io.signalbox.transport.OutboundFrame;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the application sends to one user, one try at a time: for whoever tries again or waits for an acknowledgement.
 * An application uses {@link Sends}, or the deliveries of package {@code delivery}. Safe from any thread; what may block
 * says so.
 */
public final class Attempts {
    private final Router router;
    private final LocalDelivery local;
    private final Directory directory;
    private final NodeLinks links;
    private final Later later;
    private final Clock clock;

    Attempts(Router router, LocalDelivery local, HubPorts ports, Later later, Clock clock) {
        this.router = router;
        this.local = local;
        this.directory = ports.directory();
        this.links = ports.links();
        this.later = later;
        this.clock = clock;
    }

    /**
     * The message as it will be delivered: stamped, with an id, addressed. It may be tried any number of times and is
     * one message.
     *
     * @param awaited whether this node wants to hear of its acknowledgement; makes it tracked
     * @throws IllegalArgumentException when its sender may not reach the user
     * @throws io.signalbox.protocol.ProtocolException when a client could not send it either
     */
    public Message prepare(UserKey user, Message message, Origin from, boolean awaited) {
        from.checkReaches(user.tenant());
        Message addressed = message.toBuilder()
                .receiver(user.userId())
                .groupIds(List.of())
                .requireAck(awaited || message.requireAck())
                .build();
        Message stamped = stamped(DeliveryRules.applied(addressed), from, user.tenant());
        return awaited
                ? stamped.toBuilder().receiverNode(router.relay().nodeId()).build()
                : stamped;
    }

    /** Tries to deliver. May block. What was prepared and stored before keeps its entry and its position. */
    public Attempt send(UserKey user, Message prepared, Origin from) {
        Instant began = clock.instant();
        List<ClientSession> known = local.of(user);
        Attempt result;
        try {
            result = attempt(user, prepared, from, known);
        } catch (InboxFullException e) {
            result = failed(FailureCode.INBOX_FULL, user, e);
        } catch (InboxUnavailableException e) {
            result = failed(FailureCode.STORE_UNAVAILABLE, user, e);
        } catch (DirectoryUnavailableException e) {
            result = failed(FailureCode.CLUSTER_UNAVAILABLE, user, e);
        }
        local.reports().sent(user, prepared, sent(result), known);
        trail().tried(user, prepared, result, began);
        return result;
    }

    /**
     * Puts a message that could not be delivered into the inbox, when it is of a kind that may wait there. May block.
     *
     * @return whether it is there
     */
    public boolean keep(UserKey user, Message prepared) {
        if (!prepared.requireAck() && !DeliveryRules.kept(prepared)) {
            return false;
        }
        try {
            router.store(user, prepared, JsonCodec.encode(prepared));
            return true;
        } catch (DirectoryUnavailableException e) {
            // Stored; other nodes were not told.
            return true;
        } catch (InboxFullException | InboxUnavailableException e) {
            return false;
        }
    }

    /**
     * Hands a stored message to the user's connections once more, as a copy with the same id and position: one that an
     * outbox without room to spare leaves out. Nothing is stored. May block.
     *
     * @param seq its position in the inbox
     * @return false when the user has no connection any more
     */
    public boolean again(UserKey user, long seq, Message prepared) {
        byte[] json = JsonCodec.encode(prepared).storedBytes(seq);
        boolean there = Reports.isAnyOpen(local.of(user));
        local.toUser(user, prepared.receiverClient(), new CopyOutgoing(OutboundFrame.text(json)));
        Set<String> others = elsewhere(user);
        for (String node : others) {
            links.toNode(
                    node,
                    new LinkMessage.Again(user, prepared.receiverClient(), new String(json, StandardCharsets.UTF_8)));
        }
        boolean anywhere = there || !others.isEmpty();
        trail().again(user, prepared, anywhere);
        return anywhere;
    }

    /** Runs a task where it may block, behind those with the same key. @return false when there is no room */
    public boolean onStrand(Object key, Runnable task) {
        return later.run(key, task);
    }

    /** From now on tells who acknowledged what was prepared here to be awaited. Once, before the first message. */
    public void onAcknowledged(AckListener listener) {
        router.relay().onAcknowledged(listener);
    }

    /** Where records of messages begin. */
    public MessageTrail trail() {
        return local.reports().trail();
    }

    /** Tells the hub's listener of a failure. */
    public void report(DeliveryFailure failure) {
        local.reports().failed(failure);
    }

    /** Tells the hub's listener of something else. */
    public void report(DeliveryEvent event) {
        local.reports().tell(event);
    }

    /** With the sender, and as a receiver reads it: what another node or the inbox could not read goes nowhere. */
    Message stamped(Message message, Origin from, Tenant tenant) {
        Message stamped = from.stamp(tenant).on(message, router.newMessageId(), clock.instant());
        byte[] json = JsonCodec.encode(stamped).liveBytes();
        return (Message) JsonCodec.decode(json, 0, json.length);
    }

    private Attempt attempt(UserKey user, Message prepared, Origin from, List<ClientSession> known) {
        if (prepared.requireAck()) {
            long seq = router.sendStored(from, user, prepared);
            return Attempt.stored(seq, !prepared.skipSendToClient() && isOnline(user, prepared));
        }
        Routed routed = router.send(from, user, prepared);
        if (routed == Routed.STORED) {
            return Attempt.stored(0, !prepared.skipSendToClient() && Reports.isAnyOpen(local.of(user)));
        }
        if (routed != Routed.ABSENT) {
            return Attempt.handedOn();
        }
        FailureCode code = Reports.whyNot(known);
        if (code == FailureCode.OUTBOX_FULL) {
            return Attempt.failed(code, user + ": queue_full: the outbox of its connection has no room");
        }
        return DeliveryRules.absenceMatters(prepared)
                ? Attempt.failed(code, user + ": not connected, and this is not stored")
                : Attempt.missed();
    }

    private boolean isOnline(UserKey user, Message prepared) {
        for (ClientSession session : local.of(user)) {
            if (session.isOpen() && LocalDelivery.isMeant(session, prepared.receiverClient())) {
                return true;
            }
        }
        return !elsewhere(user).isEmpty();
    }

    /** Other nodes that the user is connected to; none when the directory does not answer. */
    private Set<String> elsewhere(UserKey user) {
        if (directory.onlyHere()) {
            return Set.of();
        }
        try {
            Set<String> others = new HashSet<>(directory.nodesOf(user));
            others.remove(router.relay().nodeId());
            return others;
        } catch (DirectoryUnavailableException e) {
            return Set.of();
        }
    }

    private static Attempt failed(FailureCode code, UserKey user, RuntimeException why) {
        return Attempt.failed(code, user + ": " + why.getMessage());
    }

    private static MessageSent.Result sent(Attempt attempt) {
        if (attempt.failure() != null) {
            return MessageSent.Result.FAILED;
        }
        return attempt.stored() ? MessageSent.Result.STORED : MessageSent.Result.HANDED_ON;
    }

    /** Hears of acknowledgements, on any thread; must not block. */
    public interface AckListener {
        /**
         * A device acknowledged a message, for the first time.
         *
         * @param by whose device, and so the one it was addressed to
         * @param sender user id of the message's sender
         */
        void acknowledged(UserKey by, String sender, String messageId);
    }
}
