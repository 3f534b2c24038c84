package io.signalbox.hub;

import io.signalbox.identity.UserKey;
import io.signalbox.protocol.EncodedMessage;
import io.signalbox.protocol.ErrorCode;
import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.ProtocolException;
import io.signalbox.session.ClientSession;
import io.signalbox.session.Outgoing;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Messages to the members of groups: to those who are connected, as it happens, or, tracked, into everybody's inbox.
 * Whoever is in several of the groups gets one copy (hazard H10). Safe from any thread.
 */
final class GroupSends {
    private static final System.Logger LOG = System.getLogger(GroupSends.class.getName());

    private final GroupStore groups;
    private final LocalDelivery local;
    private final Directory directory;
    private final int maxTracked;

    /** @param maxTracked most members that a tracked message is stored for */
    GroupSends(GroupStore groups, LocalDelivery local, Directory directory, int maxTracked) {
        this.groups = groups;
        this.local = local;
        this.directory = directory;
        this.maxTracked = maxTracked;
    }

    /** @throws ProtocolException when a user is not in each of the groups */
    void checkMember(UserKey sender, Message message, List<String> to) {
        for (String group : to) {
            if (!groups.isMember(sender, group)) {
                throw new ProtocolException(
                        ErrorCode.GROUP_NOT_MEMBER, "not a member of group '" + group + "'", message.messageId());
            }
        }
    }

    /**
     * A client's tracked message (contract 2.8.1, {@code group_reliable}): stored for every member but the sender, whose
     * other connections get it as it happens. The sender is told how many it was stored for.
     *
     * @param then where to go on when the inbox has answered
     * @return fails with {@link ProtocolException} when it was not stored for all: once more with the same message id
     *     stores the rest
     * @throws ProtocolException when they are too many
     */
    CompletableFuture<GroupReceipt> tracked(
            ClientSession from, Message stamped, List<String> to, Storage storage, Executor then) {
        UserKey sender = from.identity().user();
        Collection<UserKey> members = groups.members(sender.tenant(), to);
        return store(members, stamped, sender, storage, then).thenApply(receipt -> {
            if (receipt.failed() > 0) {
                throw new ProtocolException(
                        ErrorCode.GROUP_PARTLY_STORED,
                        "not stored for " + receipt.failed() + " of " + receipt.members() + " members; send it again",
                        stamped.messageId(),
                        receipt.json());
            }
            Outgoing copy = Parcel.of(stamped).outgoing();
            for (ClientSession session : local.of(sender)) {
                if (session != from) {
                    session.send(copy);
                }
            }
            from.send(HubReplies.storedForMembers(stamped, receipt));
            return receipt;
        });
    }

    /** Stores a message for the members and waits for that. See {@link #store(Collection, Message, UserKey, Storage, Executor)}. */
    GroupReceipt store(Collection<UserKey> members, Message message, @Nullable UserKey except, Storage storage) {
        return Stages.await(store(members, message, except, storage, Stages.HERE));
    }

    /**
     * Stores a message for the members, in one transaction, and tells them. When the inbox does not answer, all of them
     * count as failed; when the cluster stops answering, those who could not be told.
     *
     * @param except who gets none
     * @throws ProtocolException when they are more than a tracked message is stored for
     */
    private CompletableFuture<GroupReceipt> store(
            Collection<UserKey> members, Message message, @Nullable UserKey except, Storage storage, Executor then) {
        List<UserKey> users =
                members.stream().filter(member -> !member.equals(except)).toList();
        if (users.size() > maxTracked) {
            throw new ProtocolException(
                    ErrorCode.GROUP_TOO_LARGE,
                    "a message with require_ack is stored for " + maxTracked + " members, not for " + users.size(),
                    message.messageId());
        }
        if (users.isEmpty()) {
            return CompletableFuture.completedFuture(new GroupReceipt(0, 0, 0, 0));
        }
        EncodedMessage encoded = JsonCodec.encode(message);
        return Stages.then(
                storage.append(users, message, encoded),
                then,
                (results, failure) -> results == null
                        ? notStored(users, message, failure)
                        : told(results, message, encoded, storage));
    }

    private GroupReceipt notStored(List<UserKey> users, Message message, @Nullable RuntimeException failure) {
        if (failure != null && !(failure instanceof InboxUnavailableException)) {
            throw failure;
        }
        users.forEach(user -> notStored(user, message, FailureCode.STORE_UNAVAILABLE));
        warn(0, users.size(), message, failure);
        return new GroupReceipt(users.size(), 0, 0, users.size());
    }

    private GroupReceipt told(List<Appended> results, Message message, EncodedMessage encoded, Storage storage) {
        int online = 0;
        int stored = 0;
        try {
            for (Appended result : results) {
                online += isOnline(result.user()) ? 1 : 0;
                if (result.isFull()) {
                    notStored(result.user(), message, FailureCode.INBOX_FULL);
                } else {
                    storage.tell(result, message, encoded);
                    stored++;
                }
            }
        } catch (DirectoryUnavailableException e) {
            warn(stored, results.size(), message, e);
        }
        return new GroupReceipt(results.size(), online, stored, results.size() - stored);
    }

    private static void warn(int stored, int members, Message message, @Nullable RuntimeException cause) {
        LOG.log(
                System.Logger.Level.WARNING,
                "group message stored for {0} of {1} members only: message={2}: {3}",
                stored,
                members,
                message.messageId(),
                cause == null ? "" : cause.getMessage());
    }

    /** Hands a message to the connections that members have to this node. @param except who gets none, on no device */
    GroupReceipt handOn(Collection<UserKey> members, Outgoing message, @Nullable UserKey except) {
        int all = 0;
        int online = 0;
        int failed = 0;
        for (UserKey member : members) {
            if (member.equals(except)) {
                continue;
            }
            all++;
            List<ClientSession> sessions = local.of(member);
            if (!sessions.isEmpty()) {
                online++;
                boolean taken = false;
                for (ClientSession session : sessions) {
                    taken |= session.send(message);
                }
                failed += taken ? 0 : 1;
            }
        }
        return new GroupReceipt(all, online, 0, failed);
    }

    private void notStored(UserKey member, Message message, FailureCode code) {
        local.reports().failed(member, message.messageId(), code, false);
    }

    private boolean isOnline(UserKey member) {
        return !local.of(member).isEmpty()
                || !directory.onlyHere() && !directory.nodesOf(member).isEmpty();
    }
}
