package io.signalbox.console;

/** A node, as the page shows it. The getters are for the expression language of Faces 4.0, which does not know records. */
public record NodeRow(String id, String address, String role, String startedAt, boolean self) {
    public String getId() {
        return id;
    }

    public String getAddress() {
        return address;
    }

    public String getRole() {
        return role;
    }

    public String getStartedAt() {
        return startedAt;
    }

    public boolean isSelf() {
        return self;
    }
}
