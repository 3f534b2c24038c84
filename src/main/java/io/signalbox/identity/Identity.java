package io.signalbox.identity;

import java.util.List;

/**
 * Who a connection is.
 *
 * @param user the user it belongs to
 * @param userName name to show
 * @param userType visitor, customer, agent, …: the sender type that the hub stamps
 * @param deviceId the device, stable over reconnects when the client names one
 * @param clientId this connection; a newer one with the same id replaces it
 * @param groups joined at connect
 */
public record Identity(
        UserKey user, String userName, String userType, String deviceId, String clientId, List<String> groups) {
    public Identity {
        groups = List.copyOf(groups);
    }
}
