package io.signalbox.balancer;

/** The strategies an operator can choose. */
enum StrategyName {
    ROUND_ROBIN("round_robin"),
    LEAST_CONNECTIONS("least_conn");

    private final String externalName;

    StrategyName(String externalName) {
        this.externalName = externalName;
    }

    /** Name in the API. */
    String externalName() {
        return externalName;
    }

    /** A strategy with a state of its own. */
    Strategy create() {
        return switch (this) {
            case ROUND_ROBIN -> new Strategy.RoundRobin();
            case LEAST_CONNECTIONS -> new Strategy.LeastConnections();
        };
    }
}
