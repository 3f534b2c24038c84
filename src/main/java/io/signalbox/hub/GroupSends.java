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
     * other connections get it as it happens. The sender is told how many it was stored for. Waits for the inbox.
     *
     * @throws ProtocolException when it was not stored for all: once more with the same message id stores the rest
     */
    void tracked(ClientSession from, Message stamped, List<String> to, Storing storing) {
        UserKey sender = from.identity().user();
        GroupReceipt receipt = store(groups.members(sender.tenant(), to), stamped, sender, storing);
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
    }

    /**
     * Stores a message for each of the members, one after the other. When the inbox or the cluster stops answering, the
     * rest counts as failed and is not tried.
     *
     * @param except who gets none
     * @throws ProtocolException when they are more than a tracked message is stored for
     */
    GroupReceipt store(Collection<UserKey> members, Message message, @Nullable UserKey except, Storing storing) {
        boolean oneLess = except != null && members.size() == maxTracked + 1 && members.contains(except);
        if (members.size() > maxTracked && !oneLess) {
            throw new ProtocolException(
                    ErrorCode.GROUP_TOO_LARGE,
                    "a message with require_ack is stored for " + maxTracked + " members, not for " + members.size(),
                    message.messageId());
        }
        EncodedMessage encoded = JsonCodec.encode(message);
        int all = 0;
        int online = 0;
        int stored = 0;
        boolean answering = true;
        for (UserKey member : members) {
            if (member.equals(except)) {
                continue;
            }
            all++;
            if (!answering) {
                notStored(member, message, FailureCode.STORE_UNAVAILABLE);
                continue;
            }
            try {
                online += isOnline(member) ? 1 : 0;
                storing.store(member, message, encoded);
                stored++;
            } catch (InboxFullException e) {
                notStored(member, message, FailureCode.INBOX_FULL);
                LOG.log(System.Logger.Level.DEBUG, "not stored for a member: {0}", e.getMessage());
            } catch (InboxUnavailableException | DirectoryUnavailableException e) {
                answering = false;
                notStored(
                        member,
                        message,
                        e instanceof DirectoryUnavailableException
                                ? FailureCode.CLUSTER_UNAVAILABLE
                                : FailureCode.STORE_UNAVAILABLE);
                LOG.log(
                        System.Logger.Level.WARNING,
                        "group message stored for {0} of {1} members only: message={2}: {3}",
                        stored,
                        members.size(),
                        message.messageId(),
                        e.getMessage());
            }
        }
        return new GroupReceipt(all, online, stored, all - stored);
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

    /** Puts a message into a user's inbox and tells the connections that the user has. Waits. */
    interface Storing {
        /**
         * @throws InboxFullException when as many wait as may
         * @throws InboxUnavailableException when the store did not answer
         * @throws DirectoryUnavailableException when it is stored, but other nodes could not be told
         */
        void store(UserKey user, Message message, EncodedMessage encoded);
    }
}
