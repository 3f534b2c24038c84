/**
 * Typed events between parts of the application, on one node and later between nodes (contract 2.12, row P04): a topic is
 * a name, an event is a record, and JSON in between. It has nothing to do with messages of clients.
 *
 * <p>Threads: publishing never waits and may happen on an event loop; subscribers run on worker threads, those of one
 * topic one after the other.
 */
@NullMarked
package io.signalbox.topics;

import org.jspecify.annotations.NullMarked;
