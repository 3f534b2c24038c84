package io.signalbox.balancer;

import java.util.function.Supplier;

/** The strategies an operator can choose. */
enum StrategyName {
    ROUND_ROBIN("round_robin", Strategy.RoundRobin::new),
    LEAST_CONNECTIONS("least_conn", Strategy.LeastConnections::new);

    private final String externalName;
    private final Supplier<Strategy> factory;

    StrategyName(String externalName, Supplier<Strategy> factory) {
        this.externalName = externalName;
        this.factory = factory;
    }

    /** Name in the API. */
    String externalName() {
        return externalName;
    }

    Strategy create() {
        return factory.get();
    }
}
