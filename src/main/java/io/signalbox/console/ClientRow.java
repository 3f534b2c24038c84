package io.signalbox.console;

/** A client, as the page shows it. The getters are for the expression language of Faces 4.0, which does not know records. */
public record ClientRow(String id, String name, String userId, String backendId, String connTime, String lastSeen) {
    public String getId() {
        return id;
    }

    public String getName() {
        return name;
    }

    public String getUserId() {
        return userId;
    }

    public String getBackendId() {
        return backendId;
    }

    public String getConnTime() {
        return connTime;
    }

    public String getLastSeen() {
        return lastSeen;
    }
}
