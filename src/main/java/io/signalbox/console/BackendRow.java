package io.signalbox.console;

/** A backend, as the page shows it. The getters are for the expression language of Faces 4.0, which does not know records. */
public record BackendRow(
        String id, String address, boolean healthy, int connections, String lastCheck, String lastProblem) {
    public String getId() {
        return id;
    }

    public String getAddress() {
        return address;
    }

    public boolean isHealthy() {
        return healthy;
    }

    public int getConnections() {
        return connections;
    }

    public String getLastCheck() {
        return lastCheck;
    }

    public String getLastProblem() {
        return lastProblem;
    }
}
