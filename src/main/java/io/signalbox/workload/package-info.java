/**
 * Which agent gets the next case: how much work each agent of a namespace has, and who has least (contract 2.23). It
 * assigns and counts; it sends nothing and knows no connections. The in-memory version never blocks; another one may
 * wait for its store, so nothing here is for an event loop. Safe from any thread.
 */
@NullMarked
package io.signalbox.workload;

import org.jspecify.annotations.NullMarked;
