/**
 * The catalogue of what Signalbox counts: every counter and gauge with its name, unit and meaning. Features count
 * through {@link io.signalbox.metrics.Metrics}; only this package knows the exporter. Counting is safe from any thread
 * and never blocks.
 */
@NullMarked
package io.signalbox.metrics;

import org.jspecify.annotations.NullMarked;
