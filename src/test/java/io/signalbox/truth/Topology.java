package io.signalbox.truth;

/** What a run is made against. */
enum Topology {
    /** Two nodes in one cluster over one PostgreSQL. */
    CLUSTER(2, true),
    /** One node with H2 in a file. */
    SINGLE(1, false),
    /** One node over one PostgreSQL. */
    ALONE(1, true);

    private final int nodes;
    private final boolean ownDatabase;

    Topology(int nodes, boolean ownDatabase) {
        this.nodes = nodes;
        this.ownDatabase = ownDatabase;
    }

    int nodes() {
        return nodes;
    }

    /** Whether the database is a process of its own, which can be stopped. */
    boolean ownDatabase() {
        return ownDatabase;
    }
}
