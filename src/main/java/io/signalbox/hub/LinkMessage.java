package io.signalbox.hub;

import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one hub tells another. */
public sealed interface LinkMessage {
    /**
     * Something to hand to the receiving node's own connections. Each operation says who gets it; the message itself was
     * stamped and encoded by the origin and is not looked at again.
     */
    sealed interface Delivery extends LinkMessage {
        /** The encoded message. */
        String json();
    }

    /**
     * A question, which the receiving node answers with a {@link Reply}.
     *
     * @param from the node that asks
     * @param id what the reply has to name
     */
    record Ask(String from, long id, NodeQuestion question) implements LinkMessage {}

    /**
     * The answer to a question.
     *
     * @param from the node that answers
     * @param id of the question
     */
    record Reply(String from, long id, NodeAnswer answer) implements LinkMessage {}

    /**
     * To a user's connections on the receiving node.
     *
     * @param clientId only this connection, null for all
     * @param keepIfAbsent the origin knows no other place for it: when the user left meanwhile, the receiving node
     *     stores it (hazard H7)
     */
    record ToUser(UserKey user, @Nullable String clientId, String json, boolean keepIfAbsent) implements Delivery {}

    /** An entry was stored at {@code seq} of the user's inbox: hand it to the connections that are that far. */
    record ToInbox(UserKey user, long seq, String json) implements Delivery {}

    /** To the members of the groups, each once. @param exceptUser a member who gets no copy (hazard H12), or null */
    record ToGroups(
            Tenant tenant, List<String> groups, @Nullable String exceptUser, String json) implements Delivery {
        public ToGroups {
            groups = List.copyOf(groups);
        }
    }

    /** To every connection of a namespace. */
    record ToNamespace(Tenant tenant, String json) implements Delivery {}

    /** To the connections that belong to the audience. */
    record ToAudience(Audience audience, String json) implements Delivery {}

    /** An inbox entry once more, with its position: a copy that an outbox without room to spare leaves out. */
    record Again(UserKey user, @Nullable String clientId, String json) implements Delivery {}

    /**
     * A device acknowledged a message that the application on the receiving node may wait for.
     *
     * @param by whose device
     * @param sender user id of the message's sender
     * @param json the acknowledgement
     */
    record Acknowledged(UserKey by, String sender, String json) implements Delivery {}

    /** To every connection of an app. */
    record ToApp(String appId, String json) implements Delivery {}
}
