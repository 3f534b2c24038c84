package io.signalbox.hub;

import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.ProtocolException;
import java.time.Instant;
import java.util.List;

/**
 * A send of the application that is written down now and done later, perhaps by another process. What {@link Sends}
 * would refuse at once is refused when it is made, so that whoever writes it down hears of it.
 *
 * @param target to whom
 * @param tenant where those are
 * @param message with the receiver or the groups in it
 * @param excludeSender whether the sender's user gets no copy of what goes to groups
 */
public record SendOrder(Target target, Tenant tenant, Message message, Origin from, boolean excludeSender) {
    /** Whom an order is for. */
    public enum Target {
        /** The message's receiver. */
        USER,
        /** The members of the message's groups. */
        GROUPS,
        /** Every connection of the namespace. */
        NAMESPACE,
        /** Every connection of the app. */
        APP
    }

    /**
     * To where the message says, as {@link Sends#send} would: receiver, groups, namespace, else the whole app.
     *
     * @throws IllegalArgumentException when its sender does not reach that
     * @throws ProtocolException when no client could send it either
     */
    public static SendOrder of(Message message, Origin from) {
        Tenant own = from.user().tenant();
        DeliveryMode mode = DeliveryMode.of(message);
        if (mode == DeliveryMode.P2P && message.receiver() != null) {
            return toUser(new UserKey(own, message.receiver()), message, from);
        }
        if (mode == DeliveryMode.GROUP_BROADCAST || mode == DeliveryMode.GROUP_RELIABLE) {
            return toGroups(own, DeliveryMode.groups(message), message, from, false);
        }
        return mode == DeliveryMode.NAMESPACE && message.namespace() != null
                ? toNamespace(new Tenant(own.appId(), message.namespace()), message, from)
                : toApp(own.appId(), message, from);
    }

    /** To a user. Throws what {@link #of} does. */
    public static SendOrder toUser(UserKey user, Message message, Origin from) {
        from.checkReaches(user.tenant());
        Message addressed =
                message.toBuilder().receiver(user.userId()).groupIds(List.of()).build();
        return checked(new SendOrder(Target.USER, user.tenant(), addressed, from, false));
    }

    /** To the members of groups. Throws what {@link #of} does. */
    public static SendOrder toGroups(
            Tenant tenant, List<String> groups, Message message, Origin from, boolean excludeSender) {
        from.checkReaches(tenant);
        Message addressed = message.toBuilder().receiver(null).groupIds(groups).build();
        return checked(new SendOrder(Target.GROUPS, tenant, addressed, from, excludeSender));
    }

    /** To every connection of a namespace; when its name is empty, of all of the app. Throws what {@link #of} does. */
    public static SendOrder toNamespace(Tenant tenant, Message message, Origin from) {
        from.checkReaches(tenant.appId());
        return checked(new SendOrder(Target.NAMESPACE, tenant, unaddressed(message), from, false));
    }

    /** To every connection of an app. Throws what {@link #of} does. */
    public static SendOrder toApp(String appId, Message message, Origin from) {
        from.checkReaches(appId);
        Tenant tenant = new Tenant(appId, from.user().tenant().namespace());
        return checked(new SendOrder(Target.APP, tenant, unaddressed(message), from, false));
    }

    /**
     * The same order, which no repetition changes: with an id where it has none, and with the time when it is worth
     * nothing any more instead of a time to live, which would begin anew.
     */
    public SendOrder fixed(String messageId, Instant now) {
        Message fixed = message.toBuilder()
                .messageId(message.messageId() == null ? messageId : message.messageId())
                .ttlMs(0)
                .deadline(message.end(now))
                .build();
        return new SendOrder(target, tenant, fixed, from, excludeSender);
    }

    /** Does it. May block. Throws what {@link Sends} throws. */
    public Sent on(Sends sends) {
        return switch (target) {
            case USER -> sends.toUser(new UserKey(tenant, String.valueOf(message.receiver())), message, from);
            case GROUPS -> sends.toGroups(tenant, message.groupIds(), message, from, excludeSender);
            case NAMESPACE -> sends.toNamespace(tenant, message, from);
            case APP -> sends.toApp(tenant.appId(), message, from);
        };
    }

    private static Message unaddressed(Message message) {
        return message.toBuilder().receiver(null).groupIds(List.of()).build();
    }

    private static SendOrder checked(SendOrder order) {
        Message stamped = order.from.stamp(order.tenant).on(DeliveryRules.applied(order.message), null, Instant.EPOCH);
        byte[] json = JsonCodec.encode(stamped).liveBytes();
        JsonCodec.decode(json, 0, json.length);
        return order;
    }
}
