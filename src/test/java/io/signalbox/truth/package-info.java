/**
 * The truth test: many senders and receivers, real nodes, faults by a seeded plan, and a checker that decides from what
 * the drivers logged whether the hub kept its promises (docs/guarantees.md). This folder has what is pure: plan, log,
 * checker, report. Processes, sockets and databases are in the folder of the integration tests.
 */
@NullMarked
package io.signalbox.truth;

import org.jspecify.annotations.NullMarked;
