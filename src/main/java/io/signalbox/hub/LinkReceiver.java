package io.signalbox.hub;

import io.signalbox.identity.UserKey;
import io.signalbox.metrics.Count;
import io.signalbox.metrics.Metrics;
import io.signalbox.protocol.EncodedMessage;
import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Message;
import io.signalbox.session.CopyOutgoing;
import io.signalbox.transport.OutboundFrame;
import java.util.List;

/**
 * Hands what another node sent to the connections of this one; it is never sent on (hazard H1). Questions of other nodes
 * are answered, answers go to who asked. Does not block: a message whose receiver left meanwhile is given to the inbox,
 * and its user is told on a strand.
 */
final class LinkReceiver {
    private static final System.Logger LOG = System.getLogger(LinkReceiver.class.getName());

    private final LocalDelivery local;
    private final Router router;
    private final Keeping keeping;
    private final NodeTalk talk;
    private final NodeAnswers answers;
    private final Metrics metrics;

    LinkReceiver(
            LocalDelivery local, Router router, Keeping keeping, NodeTalk talk, NodeAnswers answers, Metrics metrics) {
        this.local = local;
        this.router = router;
        this.keeping = keeping;
        this.talk = talk;
        this.answers = answers;
        this.metrics = metrics;
    }

    void receive(LinkMessage message) {
        metrics.count(Count.LINK_MESSAGES_IN);
        if (message instanceof LinkMessage.ToUser to) {
            toUser(to);
        } else if (message instanceof LinkMessage.ToInbox to) {
            Message stored = (Message) JsonCodec.decode(to.json());
            local.toInbox(to.user(), to.seq(), stored, JsonCodec.encode(stored));
        } else if (message instanceof LinkMessage.ToGroups to) {
            toGroups(to);
        } else if (message instanceof LinkMessage.ToNamespace to) {
            local.toNamespace(to.tenant(), Parcel.of(to.json()).outgoing(), null);
        } else if (message instanceof LinkMessage.ToApp to) {
            local.toApp(to.appId(), Parcel.of(to.json()).outgoing(), null);
        } else if (message instanceof LinkMessage.ToAudience to) {
            local.to(to.audience().matcher(), Parcel.of(to.json()).outgoing());
        } else if (message instanceof LinkMessage.Again to) {
            local.toUser(to.user(), to.clientId(), new CopyOutgoing(OutboundFrame.text(to.json())));
        } else if (message instanceof LinkMessage.Acknowledged ack) {
            router.relay().arrived(ack);
        } else if (message instanceof LinkMessage.Ask ask) {
            answers.answer(ask);
        } else if (message instanceof LinkMessage.Reply reply) {
            talk.replied(reply);
        } else {
            throw new IllegalArgumentException("no handler for " + message.getClass());
        }
    }

    private void toUser(LinkMessage.ToUser to) {
        Parcel parcel = Parcel.of(to.json());
        if (local.toUser(to.user(), to.clientId(), parcel.outgoing()) > 0) {
            return;
        }
        if (to.keepIfAbsent()) {
            keep(to.user(), to.json());
        }
    }

    /**
     * A tracked message is stored for the members that this node knows. Who is known to several nodes has it once: an
     * inbox keeps one entry of a message.
     */
    private void toGroups(LinkMessage.ToGroups to) {
        Message message = (Message) JsonCodec.decode(to.json());
        if (!message.requireAck()) {
            local.toMembers(to.tenant(), to.groups(), Parcel.of(message).outgoing(), to.exceptUser());
            return;
        }
        List<UserKey> users = local.members(to.tenant(), to.groups()).stream()
                .filter(member -> !member.userId().equals(to.exceptUser()))
                .toList();
        if (!users.isEmpty()) {
            EncodedMessage encoded = JsonCodec.encode(message);
            Storage storage = router.storage();
            keeping.store(
                    to.groups(),
                    message,
                    then -> Stages.then(storage.append(users, message, encoded), then, results -> {
                        results.forEach(result -> tell(result, message, encoded));
                        return results;
                    }));
        }
    }

    private void tell(Appended result, Message message, EncodedMessage encoded) {
        if (result.isFull()) {
            LOG.log(System.Logger.Level.DEBUG, "not stored for a member, its inbox is full: user={0}", result.user());
        } else {
            router.storage().tell(result, message, encoded);
        }
    }

    /** The user left while the message was on its way to this node. */
    private void keep(UserKey user, String json) {
        Message message = (Message) JsonCodec.decode(json);
        keeping.store(user, message, then -> router.storage().store(user, message, JsonCodec.encode(message), then));
    }
}
