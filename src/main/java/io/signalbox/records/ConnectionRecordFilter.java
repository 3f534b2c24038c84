package io.signalbox.records;

import io.signalbox.identity.UserKey;
import org.jspecify.annotations.Nullable;

/** Which records are asked for; what is null does not matter. */
public record ConnectionRecordFilter(
        @Nullable String appId,
        @Nullable String namespace,
        @Nullable String userId,
        @Nullable String nodeId,
        @Nullable Boolean active,
        @Nullable Boolean abnormal,
        @Nullable String address) {
    /** All of them. */
    public static final ConnectionRecordFilter ALL =
            new ConnectionRecordFilter(null, null, null, null, null, null, null);

    /** Those of one user. */
    public static ConnectionRecordFilter ofUser(UserKey user) {
        return new ConnectionRecordFilter(
                user.tenant().appId(), user.tenant().namespace(), user.userId(), null, null, null, null);
    }

    /** Those of one node, whichever process of it. */
    public static ConnectionRecordFilter ofNode(String nodeId) {
        return new ConnectionRecordFilter(null, null, null, nodeId, null, null, null);
    }

    /** Of these those that are open, or those that are not. */
    public ConnectionRecordFilter active(boolean wanted) {
        return new ConnectionRecordFilter(appId, namespace, userId, nodeId, wanted, abnormal, address);
    }

    /** Of these those that ended abnormally, or all others. */
    public ConnectionRecordFilter abnormal(boolean wanted) {
        return new ConnectionRecordFilter(appId, namespace, userId, nodeId, active, wanted, address);
    }

    /** Of these those from one address of a client. */
    public ConnectionRecordFilter from(String wanted) {
        return new ConnectionRecordFilter(appId, namespace, userId, nodeId, active, abnormal, wanted);
    }

    /** Whether a record is asked for. */
    boolean test(ConnectionRecord connection) {
        UserKey user = connection.party().user();
        ConnectionEnd end = connection.end();
        return isAny(appId, user.tenant().appId())
                && isAny(namespace, user.tenant().namespace())
                && isAny(userId, user.userId())
                && isAny(nodeId, connection.node().id())
                && isAny(active, end == null)
                && isAny(abnormal, end != null && end.abnormal())
                && isAny(address, connection.party().peer().address());
    }

    private static boolean isAny(@Nullable Object wanted, Object real) {
        return wanted == null || wanted.equals(real);
    }
}
