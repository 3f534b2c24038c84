/**
 * Named queues for the application (contract 2.16): first in, first out, shared by all nodes, each entry taken once.
 * Nothing here is sent to clients. Everything may block and is not for event loops.
 */
@NullMarked
package io.signalbox.queue;

import org.jspecify.annotations.NullMarked;
