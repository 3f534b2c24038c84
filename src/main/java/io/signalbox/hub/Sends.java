package io.signalbox.hub;

import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.node.NodeScheduler;
import io.signalbox.node.Strands;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.Priority;
import io.signalbox.protocol.ProtocolException;
import io.signalbox.session.ClientSession;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the application itself sends (contract 2.8): to a user, to many, now or later. The hub stamps sender, tenant,
 * time and, where there is none, the message id; it invents no {@code trace_id}. Safe from any thread.
 *
 * <p>A message to one user may wait for the database (when it is tracked, or its receiver is away) and, when there are
 * other nodes, for the directory: so these methods are for threads that may block, never for event loops. What goes to
 * groups, namespaces, apps and audiences untracked waits for neither, only, where there are other nodes, for a link that
 * is behind. {@link #sendAsync}, {@link #after} and {@link
 * Batch#executeAsync} never wait. Calls of one thread are handed on in their order.
 *
 * <p>What goes wrong with one receiver (its inbox is full, the database does not answer) is in the result; a message
 * for a tenant that its sender may not reach throws {@link IllegalArgumentException}, and one that a client could not
 * send either (too long, {@code data} that is no object, flags that exclude each other) {@link ProtocolException}.
 */
public final class Sends {
    private static final System.Logger LOG = System.getLogger(Sends.class.getName());

    private final Router router;
    private final LocalDelivery local;
    private final Broadcasts broadcasts;
    private final GroupSends groupSends;
    private final Later later;
    private final Attempts attempts;

    private Sends(
            Router router,
            LocalDelivery local,
            Broadcasts broadcasts,
            GroupSends groupSends,
            Later later,
            Attempts attempts) {
        this.router = router;
        this.local = local;
        this.broadcasts = broadcasts;
        this.groupSends = groupSends;
        this.later = later;
        this.attempts = attempts;
    }

    static Sends of(
            HubPorts ports,
            LocalDelivery local,
            GroupSends groupSends,
            Router router,
            Strands strands,
            NodeScheduler scheduler,
            Clock clock) {
        Later later = new Later(strands, scheduler);
        Attempts attempts = new Attempts(router, local, ports, later, clock);
        return new Sends(router, local, new Broadcasts(local, ports), groupSends, later, attempts);
    }

    /** {@link #deliver} with a copy for the sender where it is a member or in the audience. */
    public Sent send(Message message, Origin from) {
        return deliver(message, from, false);
    }

    /**
     * Delivers to where the message says, by the first that is set: receiver, groups, namespace, else the whole app
     * (contract M25). The tenant is that of the sender.
     *
     * @param excludeSender whether the sender's user gets no copy of what goes to many
     */
    public Sent deliver(Message message, Origin from, boolean excludeSender) {
        Tenant own = from.user().tenant();
        DeliveryMode mode = DeliveryMode.of(message);
        if (mode == DeliveryMode.P2P && message.receiver() != null) {
            return toUser(new UserKey(own, message.receiver()), message, from);
        }
        if (mode == DeliveryMode.GROUP_BROADCAST || mode == DeliveryMode.GROUP_RELIABLE) {
            return toGroups(own, DeliveryMode.groups(message), message, from, excludeSender);
        }
        Audience audience = mode == DeliveryMode.NAMESPACE && message.namespace() != null
                ? Audience.namespace(new Tenant(own.appId(), message.namespace()))
                : Audience.app(own.appId());
        return to(
                excludeSender && !from.isApplication() ? audience.without(Set.of(from.user())) : audience,
                message,
                from);
    }

    /** To all devices of a user on all nodes, or to the one that {@code receiver_client} names. May block. */
    public Sent toUser(UserKey user, Message message, Origin from) {
        Message prepared = attempts.prepare(user, message, from, false);
        attempts.trail().taken(user, prepared, 0);
        Attempt attempt = attempts.send(user, prepared, from);
        FailureCode failure = attempt.failure();
        if (failure != null) {
            local.reports().failed(user, prepared.messageId(), failure, false);
        }
        return Sent.of(attempt);
    }

    /** To each of the users, one after the other. May block, for each. */
    public Map<UserKey, Sent> toUsers(Collection<UserKey> users, Message message, Origin from) {
        Map<UserKey, Sent> results = new LinkedHashMap<>();
        users.forEach(user -> results.computeIfAbsent(user, to -> toUser(to, message, from)));
        return results;
    }

    /**
     * To the members of the groups, each once. With {@code require_ack} to the inbox of each, which may block; else to
     * those that are connected, which does not.
     */
    public Sent toGroups(Tenant tenant, List<String> groups, Message message, Origin from, boolean excludeSender) {
        from.checkReaches(tenant);
        String except = excludeSender && !from.isApplication() ? from.user().userId() : null;
        Message stamped = attempts.stamped(
                DeliveryRules.applied(
                        message.toBuilder().receiver(null).groupIds(groups).build()),
                from,
                tenant);
        if (stamped.requireAck()) {
            return reliably(tenant, groups, stamped, except);
        }
        Parcel parcel = Parcel.of(stamped);
        Sent sent = Sent.to(DeliveryMode.GROUP_BROADCAST, broadcasts.toGroups(tenant, groups, except, parcel));
        handedOn(tenant, parcel, sent);
        return sent;
    }

    /** To every connection of a namespace; when its name is empty, of all namespaces of the app. */
    public Sent toNamespace(Tenant tenant, Message message, Origin from) {
        return to(Audience.namespace(tenant), message, from);
    }

    /** To every connection of an app, in all its namespaces. */
    public Sent toApp(String appId, Message message, Origin from) {
        return to(Audience.app(appId), message, from);
    }

    /** To the connections that belong to the audience, on all nodes; a user gets a copy on each of its devices. */
    public Sent to(Audience audience, Message message, Origin from) {
        Parcel parcel = parcel(audience, message, from);
        Sent sent = Sent.to(mode(audience), broadcasts.to(audience, parcel));
        router.copy(tenant(audience, from), parcel, audience.matcher());
        attempts.trail().toMany(tenant(audience, from), parcel, sent);
        return sent;
    }

    /**
     * One message to the parts of an audience, each with a priority of its own. Who belongs to no part gets none, and an
     * observer one copy.
     */
    Sent toParts(Audience whole, Map<Priority, Audience> parts, Message message, Origin from) {
        Message named = message.messageId() == null
                ? message.toBuilder().messageId(router.newMessageId()).build()
                : message;
        Sent sent = Sent.none(mode(whole));
        for (Map.Entry<Priority, Audience> part : parts.entrySet()) {
            Message urgent = named.toBuilder().priority(part.getKey()).build();
            Parcel parcel = parcel(part.getValue(), urgent, from);
            sent = sent.plus(Sent.to(sent.mode(), broadcasts.to(part.getValue(), parcel)));
        }
        Parcel all = parcel(whole, named, from);
        router.copy(tenant(whole, from), all, whole.matcher());
        attempts.trail().toMany(tenant(whole, from), all, sent);
        return sent;
    }

    /** The same with a priority of the call's: a more urgent message overtakes in a backlog (contract M18). */
    public Sent atPriority(Priority priority, Audience audience, Message message, Origin from) {
        return to(audience, message.toBuilder().priority(priority).build(), from);
    }

    /**
     * To those connections of an audience on <em>this node</em> that satisfy a predicate (contract M19): a predicate is
     * code, and does not travel. {@link Sent#online} is the number that took it.
     *
     * @param predicate asked once for each connection; quick, and without a lock
     */
    public Sent toMatching(Audience audience, Predicate<ClientSession> predicate, Message message, Origin from) {
        Parcel parcel = parcel(audience, message, from);
        Predicate<ClientSession> receives = audience.matcher().and(predicate);
        Sent sent = Sent.to(mode(audience), broadcasts.here(receives, parcel));
        router.copy(tenant(audience, from), parcel, receives);
        attempts.trail().toMany(tenant(audience, from), parcel, sent);
        return sent;
    }

    /**
     * To a user, with the priority that its classification gives it, which {@code data} then says: {@code
     * classification}, {@code score} and {@code is_critical}. May block.
     */
    public Sent withClassification(UserKey user, Message message, Classification classification, Origin from) {
        return toUser(user, classification.on(message), from);
    }

    /**
     * Sends something after a delay (contract M18), on a thread that may block: {@code sends.after(delay, s ->
     * s.toApp(app, message, origin))}. It is gone when this node stops.
     *
     * @return to cancel it; then it is not sent, unless that began
     * @throws RejectedExecutionException when 10,000 wait already
     */
    public NodeScheduler.Task after(Duration delay, Consumer<Sends> send) {
        return later.after(delay, () -> send.accept(this));
    }

    /** {@link #send} on another thread. One origin's messages keep their order among themselves. Never waits. */
    public void sendAsync(Message message, Origin from, SendCallback callback) {
        if (!later.run(from.user(), () -> settle(message, from, callback))) {
            guarded(() ->
                    callback.failed(new RejectedExecutionException("too many messages wait; send it again later")));
        }
    }

    /** An empty batch. */
    public Batch batch(Origin from) {
        return new Batch(this, from, later, local.reports());
    }

    /** One try at a time: what retries and waits for acknowledgements are made of. */
    public Attempts attempts() {
        return attempts;
    }

    /** Calls out to the application's code. */
    static void guarded(Runnable callback) {
        try {
            callback.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "a callback of the application failed", e);
        }
    }

    private void settle(Message message, Origin from, SendCallback callback) {
        Sent sent;
        try {
            sent = send(message, from);
        } catch (RuntimeException e) {
            guarded(() -> callback.failed(e));
            return;
        }
        guarded(() -> {
            if (sent.succeeded()) {
                callback.sent(sent);
            } else {
                callback.failed(new SendFailedException(sent));
            }
        });
    }

    /** Stored for the members that this node knows, and by each other node for those that it knows. */
    private Sent reliably(Tenant tenant, List<String> groups, Message stamped, @Nullable String except) {
        GroupReceipt receipt = groupSends.store(
                broadcasts.members(tenant, groups),
                stamped,
                except == null ? null : new UserKey(tenant, except),
                router.storage());
        Parcel parcel = Parcel.of(stamped);
        broadcasts.elsewhere(tenant, groups, except, parcel);
        Sent sent = Sent.of(receipt);
        handedOn(tenant, parcel, sent);
        return sent;
    }

    private void handedOn(Tenant tenant, Parcel parcel, Sent sent) {
        router.copy(tenant, parcel);
        attempts.trail().toMany(tenant, parcel, sent);
    }

    private Parcel parcel(Audience audience, Message message, Origin from) {
        from.checkReaches(audience.appId());
        Message unaddressed =
                message.toBuilder().receiver(null).groupIds(List.of()).build();
        return Parcel.of(attempts.stamped(DeliveryRules.applied(unaddressed), from, tenant(audience, from)));
    }

    /** What is stamped: a broadcast to a whole app comes from the sender's namespace. */
    private static Tenant tenant(Audience audience, Origin from) {
        String namespace = audience.namespace();
        return new Tenant(
                audience.appId(), namespace == null ? from.user().tenant().namespace() : namespace);
    }

    private static DeliveryMode mode(Audience audience) {
        return audience.namespace() == null ? DeliveryMode.GLOBAL : DeliveryMode.NAMESPACE;
    }
}
