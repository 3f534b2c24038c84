package io.signalbox.workload;

import io.signalbox.config.SettingsReader;

/**
 * How cases are assigned.
 *
 * @param maxCandidates so many of the agents with the fewest open cases are drawn from, at most
 * @param maxCases most open cases of an agent for whom nothing else is said; zero: any number
 * @param maxAgents most agents of a namespace that are there, one more is not assigned anything; of as many again
 *     who are gone the loads are kept
 */
public record WorkloadSettings(int maxCandidates, int maxCases, int maxAgents) {
    /** Reads and validates; problems are collected in {@code settings}. */
    public static WorkloadSettings from(SettingsReader settings) {
        return new WorkloadSettings(
                settings.integer("signalbox.workload.max-candidates", 50, 1, 10_000),
                settings.integer("signalbox.workload.max-cases", 0, 0, 1_000_000),
                settings.integer("signalbox.workload.max-agents", 1000, 1, 100_000));
    }
}
