package io.signalbox.truth;

/**
 * One fault of a plan.
 *
 * @param atMillis when it begins, from the begin of the run
 * @param target number of the node, sender or receiver
 * @param lastsMillis until what was stopped goes on; zero for what takes no time
 */
record Fault(FaultKind kind, int atMillis, int target, int lastsMillis) {}
