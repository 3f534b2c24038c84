package io.signalbox.records;

/** What there is one record of: the connections of an app that have the same client id, one after the other. */
public record ConnectionId(String appId, String clientId) {
    @Override
    public String toString() {
        return appId + '/' + clientId;
    }
}
