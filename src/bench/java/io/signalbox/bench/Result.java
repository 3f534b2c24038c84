package io.signalbox.bench;

import java.util.Map;

/**
 * One run.
 *
 * @param round from 1; scenarios of the same round ran close in time, which is what makes them comparable
 */
record Result(String scenario, String server, int round, Map<Metric, Double> values) {}
