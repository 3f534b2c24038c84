package io.signalbox.hub;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.identity.UserType;
import io.signalbox.metrics.Count;
import io.signalbox.metrics.LabelledCount;
import io.signalbox.metrics.Metrics;
import io.signalbox.protocol.CopyData;
import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Message;
import io.signalbox.session.ClientSession;
import io.signalbox.session.CopyOutgoing;
import io.signalbox.session.Outgoing;
import io.signalbox.transport.OutboundFrame;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The connections of observers on this node, by what they watch, and their copies (contract 2.22). Each connection gets
 * a message once, in whatever ways it is entitled to it; none gets a copy of what its user sent or of what it receives
 * anyway. A message is encoded once for all of them. Safe from any thread; never blocks: readers take no lock.
 *
 * <p>Bounded by the connections of the node and the groups that each may name.
 */
final class Observers implements TrafficCopies {
    private final ConcurrentMap<ObserverScope, List<ClientSession>> watching = new ConcurrentHashMap<>();
    private final GroupStore groups;
    private final Metrics metrics;

    @GuardedBy("this")
    private final Set<ClientSession> present = new HashSet<>();

    /** Size of {@link #present}. */
    private volatile int connections;

    Observers(GroupStore groups, Metrics metrics) {
        this.groups = groups;
        this.metrics = metrics;
        metrics.gauge("signalbox_observers", "connections of observers to this node", () -> connections);
    }

    /** A connection opened; from here on it gets copies if it is an observer's. Idempotent. */
    void opened(ClientSession session) {
        if (session.identity().userType() != UserType.OBSERVER) {
            return;
        }
        synchronized (this) {
            if (present.add(session)) {
                ObserverScope.of(session.identity())
                        .forEach(scope -> watching.merge(scope, List.of(session), Observers::joined));
                connections = present.size();
            }
        }
        if (!session.isOpen()) {
            // It ended meanwhile, and whoever noticed may have been here before.
            closed(session);
        }
    }

    /** A connection ended. Idempotent. */
    void closed(ClientSession session) {
        if (session.identity().userType() != UserType.OBSERVER) {
            return;
        }
        synchronized (this) {
            if (present.remove(session)) {
                ObserverScope.of(session.identity())
                        .forEach(scope ->
                                watching.computeIfPresent(scope, (key, sessions) -> without(sessions, session)));
                connections = present.size();
            }
        }
    }

    @Override
    public boolean wanted() {
        return connections != 0;
    }

    @Override
    public void copy(Tenant tenant, Message message) {
        copy(tenant, message, observer -> isReceiver(observer, tenant, message));
    }

    @Override
    public void copy(Tenant tenant, Message message, Predicate<ClientSession> receives) {
        Outgoing copy = null;
        for (ClientSession observer : entitled(tenant, message)) {
            if (!receives.test(observer) && !isSender(observer, tenant, message)) {
                copy = copy == null ? encoded(message) : copy;
                hand(observer, copy);
            }
        }
    }

    ObserverStats stats() {
        Map<ObserverScope, Integer> byScope = new HashMap<>();
        watching.forEach((scope, sessions) -> byScope.put(scope, sessions.size()));
        long dropped = Stream.of(Drop.values())
                .mapToLong(drop -> metrics.value(LabelledCount.OBSERVER_COPIES_DROPPED, drop))
                .sum();
        return new ObserverStats(connections, byScope, metrics.value(Count.OBSERVER_COPIES), dropped);
    }

    /** Those who watch where it is sent, each once. */
    private Set<ClientSession> entitled(Tenant tenant, Message message) {
        Set<ClientSession> found = new LinkedHashSet<>();
        found.addAll(of(ObserverScope.app(tenant.appId())));
        found.addAll(of(ObserverScope.namespace(tenant)));
        if (message.receiver() == null) {
            for (String group : DeliveryMode.groups(message)) {
                found.addAll(of(new ObserverScope(tenant.appId(), "", group)));
                found.addAll(of(new ObserverScope(tenant.appId(), tenant.namespace(), group)));
            }
        }
        return found;
    }

    private List<ClientSession> of(ObserverScope scope) {
        return watching.getOrDefault(scope, List.of());
    }

    /** Whether this connection is among those that the message is for, as it says itself. */
    private boolean isReceiver(ClientSession observer, Tenant tenant, Message message) {
        UserKey user = observer.identity().user();
        if (message.receiver() != null) {
            return user.equals(new UserKey(tenant, message.receiver()))
                    && LocalDelivery.isMeant(observer, message.receiverClient());
        }
        List<String> to = DeliveryMode.groups(message);
        if (to.isEmpty()) {
            // To all of the app, else to all of the sender's namespace.
            return message.broadcastGlobal() || user.tenant().equals(tenant);
        }
        return user.tenant().equals(tenant) && !Collections.disjoint(groups.groupsOf(user), to);
    }

    /** Whether the observer's user sent it, from whatever connection; nobody is the application. */
    private static boolean isSender(ClientSession observer, Tenant tenant, Message message) {
        UserKey user = observer.identity().user();
        return user.userId().equals(message.sender())
                && user.tenant().equals(tenant)
                && !UserType.SYSTEM.wireName().equals(message.senderType());
    }

    /** It asks the observer for nothing: its acknowledgement is the receiver's to give. */
    private static Outgoing encoded(Message message) {
        Message copy =
                message.toBuilder().data(CopyData.of(message)).requireAck(false).build();
        return new CopyOutgoing(OutboundFrame.text(JsonCodec.encode(copy).liveBytes()));
    }

    private void hand(ClientSession observer, Outgoing copy) {
        if (observer.send(copy)) {
            metrics.count(Count.OBSERVER_COPIES);
        } else {
            metrics.count(LabelledCount.OBSERVER_COPIES_DROPPED, observer.isOpen() ? Drop.CONGESTED : Drop.CLOSED);
        }
    }

    private static List<ClientSession> joined(List<ClientSession> present, List<ClientSession> added) {
        return Stream.concat(present.stream(), added.stream()).toList();
    }

    private static @Nullable List<ClientSession> without(List<ClientSession> sessions, ClientSession gone) {
        List<ClientSession> rest =
                sessions.stream().filter(session -> session != gone).toList();
        return rest.isEmpty() ? null : rest;
    }

    /** Why an observer did not get a copy. */
    enum Drop {
        /** It reads more slowly than those whom it watches write. */
        CONGESTED,
        /** It was leaving. */
        CLOSED
    }
}
