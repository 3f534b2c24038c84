package io.signalbox.hub;

import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.identity.UserRole;
import io.signalbox.identity.UserType;
import io.signalbox.protocol.DataObject;
import io.signalbox.protocol.ErrorCode;
import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.MessageType;
import io.signalbox.protocol.ProtocolException;
import io.signalbox.session.ClientSession;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A command about groups that a client gives the hub: {@code content} names it, {@code group_ids} the groups, {@code
 * data} what else it needs. Changes may wait, so not on an event loop. For one thread, once.
 */
final class GroupCommand {
    /** Most users that one command adds or removes, and most members that one answer names. */
    static final int MAX_USERS = 100;

    private final Message command;
    private final ClientSession session;
    private final Groups groups;
    private final UserKey user;
    private final Tenant tenant;

    private GroupCommand(Message command, ClientSession session, Groups groups) {
        this.command = command;
        this.session = session;
        this.groups = groups;
        this.user = session.identity().user();
        this.tenant = user.tenant();
    }

    /** Whether the message is for the hub: a command that is addressed to nobody else. */
    static boolean is(Message message) {
        return message.type() == MessageType.COMMAND && message.receiver() == null && !message.broadcastGlobal();
    }

    /**
     * Does what the command says.
     *
     * @return the {@code data} of the answer, null when it has none
     * @throws ProtocolException when it is not done
     */
    static @Nullable String run(Message command, ClientSession session, Groups groups) {
        return new GroupCommand(command, session, groups).run();
    }

    private @Nullable String run() {
        String name = command.content() == null ? "" : command.content();
        return switch (name) {
            case "group_create" -> create();
            case "group_disband" -> disband();
            case "group_join" -> done(groups.join(user, wanted()));
            case "group_leave" -> done(groups.leave(user, wanted()));
            case "group_add" -> done(groups.add(tenant, owned(), users()));
            case "group_remove" -> done(groups.remove(tenant, owned(), users()));
            case "group_members" -> members();
            case "group_list" ->
                "{\"groups\":" + list(groups.of(user).stream().sorted().toList()) + "}";
            default ->
                throw refused(
                        ErrorCode.UNKNOWN_COMMAND,
                        "the hub knows group_create, group_disband, group_join, group_leave, group_add, group_remove,"
                                + " group_members and group_list");
        };
    }

    private @Nullable String create() {
        DataObject data = DataObject.of(command);
        return done(groups.create(
                tenant,
                one(),
                new GroupProfile(
                        data.id("name"),
                        user.userId(),
                        data.integer("max_members", 0, 0, Integer.MAX_VALUE),
                        data.flag("closed"),
                        data.object("metadata", GroupProfile.MAX_METADATA_LENGTH))));
    }

    private @Nullable String disband() {
        return done(groups.disband(tenant, owned()));
    }

    private String members() {
        String group = one();
        if (!groups.isMember(user, group)) {
            owned(group, ErrorCode.GROUP_NOT_MEMBER);
        }
        DataObject data = DataObject.of(command);
        String after = data.id("after");
        int limit = data.integer("limit", MAX_USERS, 1, MAX_USERS);
        List<String> page = groups.members(tenant, group, after == null ? "" : after, limit);
        String next = page.size() < limit ? "" : ",\"next\":" + JsonCodec.quote(page.get(limit - 1));
        return "{\"count\":" + groups.count(tenant, group) + ",\"members\":" + list(page) + next + "}";
    }

    /** The one group of the command, which is the user's own, or the user is an administrator. */
    private String owned() {
        return owned(one(), ErrorCode.GROUP_FORBIDDEN);
    }

    private String owned(String group, ErrorCode otherwise) {
        if (GroupNames.isReserved(group)) {
            throw refused(GroupOutcome.refused(ErrorCode.GROUP_RESERVED, group));
        }
        boolean administrator = session.identity().userType() == UserType.ADMIN
                || session.profile().role() == UserRole.ADMIN;
        GroupProfile profile = groups.profile(tenant, group).orElse(null);
        if (profile == null && !administrator) {
            throw refused(GroupOutcome.refused(ErrorCode.GROUP_NOT_FOUND, group));
        }
        if (profile != null && !administrator && !user.userId().equals(profile.owner())) {
            throw refused(GroupOutcome.refused(otherwise, group));
        }
        return group;
    }

    private String one() {
        List<String> wanted = wanted();
        if (wanted.size() != 1) {
            throw refused(ErrorCode.MALFORMED_FRAME, command.content() + " takes one group");
        }
        return wanted.get(0);
    }

    private List<String> wanted() {
        if (command.groupIds().isEmpty()) {
            throw refused(ErrorCode.TARGET_MISSING, command.content() + " needs group_ids");
        }
        return command.groupIds();
    }

    private List<String> users() {
        List<String> users = DataObject.of(command).ids("users", MAX_USERS);
        if (users.isEmpty()) {
            throw refused(ErrorCode.TARGET_MISSING, command.content() + " needs data.users");
        }
        return users;
    }

    private @Nullable String done(GroupOutcome outcome) {
        if (outcome instanceof GroupOutcome.Refused refused) {
            throw refused(refused);
        }
        return null;
    }

    private ProtocolException refused(GroupOutcome.Refused refused) {
        return refused(refused.code(), refused.explanation());
    }

    private ProtocolException refused(ErrorCode code, String explanation) {
        return new ProtocolException(code, explanation, command.messageId());
    }

    private static String list(Collection<String> ids) {
        return ids.stream().map(JsonCodec::quote).collect(Collectors.joining(",", "[", "]"));
    }
}
