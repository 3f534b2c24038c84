package io.signalbox.hub;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.signalbox.identity.Identity;
import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.identity.UserType;
import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.MessageType;
import io.signalbox.protocol.ProtocolException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Groups, as the server's side of the application sees them (contract 2.21): all that a client can do and more, for any
 * user. Nobody is asked whether it may. Ids that begin with two underscores are the hub's and are refused, but may be
 * read and sent to. Safe from any thread; changes and tracked messages may wait, reads and untracked messages do not.
 */
public final class Groups {
    private static final System.Logger LOG = System.getLogger(Groups.class.getName());

    private final GroupStore store;
    private final boolean joinDefault;
    private final GroupListener listener;
    private final GroupSends sends;
    private final Router router;
    private final BiConsumer<UserKey, Message> telling;
    private final Clock clock;

    /**
     * @param joinDefault whether who names no group at connect joins the default group
     * @param telling gives a user a message: now when connected, else from the inbox; does not wait for it
     */
    Groups(
            GroupStore store,
            boolean joinDefault,
            GroupListener listener,
            GroupSends sends,
            Router router,
            BiConsumer<UserKey, Message> telling,
            Clock clock) {
        this.store = store;
        this.joinDefault = joinDefault;
        this.listener = GroupListener.all(List.of(listener));
        this.sends = sends;
        this.router = router;
        this.telling = telling;
        this.clock = clock;
    }

    /** Creates a group; its owner is its first member. See {@link GroupStore#create}. */
    public GroupOutcome create(Tenant tenant, String group, GroupProfile profile) {
        GroupOutcome outcome = store.create(tenant, group, profile);
        if (outcome.done()) {
            listener.created(tenant, group, profile);
        }
        return told(outcome);
    }

    /** Ends a group and takes everybody out. */
    public GroupOutcome disband(Tenant tenant, String group) {
        GroupOutcome outcome = unlessReserved(List.of(group), () -> store.disband(tenant, group));
        told(outcome);
        if (outcome.done()) {
            listener.disbanded(tenant, group);
        }
        return outcome;
    }

    /** A user joins groups that are open, or its own. All or nothing; see {@link GroupStore#join}. */
    public GroupOutcome join(UserKey user, Collection<String> groups) {
        return told(unlessReserved(groups, () -> store.join(user, groups)));
    }

    /** A user leaves groups. Idempotent. */
    public GroupOutcome leave(UserKey user, Collection<String> groups) {
        return told(unlessReserved(groups, () -> store.remove(user.tenant(), groups, List.of(user.userId()))));
    }

    /** Users become members, of a closed group too. All or nothing; a group that is not there is made. */
    public GroupOutcome add(Tenant tenant, String group, Collection<String> userIds) {
        return told(unlessReserved(List.of(group), () -> store.add(tenant, group, userIds)));
    }

    /** Users are members no more. Idempotent. */
    public GroupOutcome remove(Tenant tenant, String group, Collection<String> userIds) {
        return told(unlessReserved(List.of(group), () -> store.remove(tenant, List.of(group), userIds)));
    }

    /**
     * Moves a user from one group to another, of which no reader sees a half (see {@link GroupStore#move}), and tells
     * the user {@code group_changed}: now when connected, else from the inbox. Telling does not delay the move.
     */
    public GroupOutcome move(UserKey user, String from, String to) {
        GroupOutcome outcome = told(unlessReserved(List.of(from, to), () -> store.move(user, from, to)));
        if (outcome instanceof GroupOutcome.Done done && !done.left().isEmpty()) {
            telling.accept(user, groupChanged(user, from, to));
        }
        return outcome;
    }

    /** What was said of a group; empty when there is none. */
    public Optional<GroupProfile> profile(Tenant tenant, String group) {
        return store.profile(tenant, group);
    }

    /** User ids of members in their order, at most {@code limit}, behind {@code after}, which is "" at first. */
    public List<String> members(Tenant tenant, String group, String after, int limit) {
        return store.members(tenant, group, after, limit);
    }

    /** Number of members, 0 when there is no such group. */
    public int count(Tenant tenant, String group) {
        return store.count(tenant, group);
    }

    /** Groups of a user, those of the hub included. */
    public Set<String> of(UserKey user) {
        return store.groupsOf(user);
    }

    /** Whether the user is in the group. */
    public boolean isMember(UserKey user, String group) {
        return store.isMember(user, group);
    }

    /** Ids of a tenant's groups in their order, at most {@code limit}, behind {@code after}, which is "" at first. */
    public List<String> groups(Tenant tenant, String after, int limit) {
        return store.groups(tenant, after, limit);
    }

    /** The namespaces of an app that have a group. */
    public Set<String> namespaces(String appId) {
        return store.namespaces(appId);
    }

    /**
     * Sends to everybody who is in any group of a namespace, but for those of connections, as far as this node knows
     * them: each once. A message with {@code requireAck} is stored for each of them, which waits; another one is handed
     * to who is connected here. What it lacks of id, time and tenant is filled in; the rest of it, its sender too, is the
     * caller's. To groups by name: {@link Sends#toGroups}.
     *
     * @param except id of a user who gets none on any device, usually the sender; null: nobody is left out
     * @throws ProtocolException when it is tracked, and the members are more than such a message is stored for
     */
    public GroupReceipt sendToAll(Tenant tenant, Message message, @Nullable String except) {
        return handOver(tenant, store.membersOfAll(tenant), prepared(tenant, message), except);
    }

    /** Sends to everybody who is in any group of any namespace of an app, each once; otherwise as for one namespace. */
    public GroupReceipt sendToAll(String appId, Message message, @Nullable String except) {
        GroupReceipt receipt = new GroupReceipt(0, 0, 0, 0);
        for (String namespace : store.namespaces(appId)) {
            receipt = receipt.plus(sendToAll(new Tenant(appId, namespace), message, except));
        }
        return receipt;
    }

    /**
     * The user of a connection joins what the connection brings: the groups it named, else the default group if the
     * node has one, and the hub's groups of its type. An observer takes part in no other. What cannot be joined is left
     * out. Nobody is told yet: {@link #tell} does, when the caller holds no lock any more.
     */
    GroupOutcome.Done arrived(Identity identity) {
        UserKey user = identity.user();
        if (identity.userType() == UserType.OBSERVER) {
            return joined(user, List.of(GroupNames.OBSERVERS));
        }
        List<String> wanted = new ArrayList<>(identity.groups());
        if (wanted.isEmpty() && joinDefault) {
            wanted.add(GroupNames.DEFAULT);
        }
        if (identity.userType().serves()) {
            wanted.add(GroupNames.AGENTS);
        }
        return joined(user, wanted);
    }

    /** The last connection of a user ended: its membership stays, but not in the groups of connections. */
    GroupOutcome.Done departed(UserKey user) {
        Set<String> mine = store.groupsOf(user);
        if (mine.contains(GroupNames.AGENTS) || mine.contains(GroupNames.OBSERVERS)) {
            return store.remove(
                    user.tenant(), List.of(GroupNames.AGENTS, GroupNames.OBSERVERS), List.of(user.userId()));
        }
        return GroupOutcome.NOTHING_CHANGED;
    }

    /** Takes back what {@link #arrived} did: the connection was not let in. Nobody was told of it. */
    void undo(GroupOutcome.Done arrived) {
        for (GroupMember member : arrived.joined()) {
            store.remove(
                    member.user().tenant(),
                    List.of(member.group()),
                    List.of(member.user().userId()));
        }
    }

    /** Tells the listeners of a change. Under no lock. */
    void tell(GroupOutcome.Done change) {
        change.joined().forEach(listener::joined);
        change.left().forEach(listener::left);
    }

    private GroupOutcome.Done joined(UserKey user, List<String> wanted) {
        if (wanted.isEmpty()) {
            return GroupOutcome.NOTHING_CHANGED;
        }
        if (store.join(user, wanted) instanceof GroupOutcome.Done all) {
            return all;
        }
        List<GroupMember> fresh = new ArrayList<>();
        for (String group : wanted) {
            if (store.join(user, List.of(group)) instanceof GroupOutcome.Done done) {
                fresh.addAll(done.joined());
            } else {
                LOG.log(System.Logger.Level.DEBUG, "group of handshake not joined: user={0} group={1}", user, group);
            }
        }
        return new GroupOutcome.Done(fresh, List.of());
    }

    @CanIgnoreReturnValue
    private GroupOutcome told(GroupOutcome outcome) {
        if (outcome instanceof GroupOutcome.Done done) {
            tell(done);
        }
        return outcome;
    }

    private static GroupOutcome unlessReserved(Collection<String> groups, Supplier<? extends GroupOutcome> change) {
        for (String group : groups) {
            GroupOutcome.Refused refusal = GroupNames.refusal(group);
            if (refusal != null) {
                return refusal;
            }
        }
        return change.get();
    }

    private GroupReceipt handOver(
            Tenant tenant, Collection<UserKey> members, Message message, @Nullable String except) {
        UserKey left = except == null ? null : new UserKey(tenant, except);
        return message.requireAck()
                ? sends.store(members, message, left, router.storage())
                : sends.handOn(members, Parcel.of(message).outgoing(), left);
    }

    private Message prepared(Tenant tenant, Message message) {
        return message.toBuilder()
                .messageId(message.messageId() == null ? router.newMessageId() : message.messageId())
                .createAt(message.createAt() == null ? clock.instant() : message.createAt())
                .tenant(tenant.appId(), tenant.namespace())
                .build();
    }

    private Message groupChanged(UserKey user, String from, String to) {
        Tenant tenant = user.tenant();
        String data = "{\"from_group\":" + JsonCodec.quote(from) + ",\"to_group\":" + JsonCodec.quote(to)
                + ",\"namespace\":" + JsonCodec.quote(tenant.namespace()) + "}";
        return prepared(
                tenant,
                Message.builder(MessageType.GROUP_CHANGED)
                        .receiver(user.userId())
                        .data(data)
                        .build());
    }
}
