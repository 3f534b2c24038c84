/**
 * Decides who gets a message and hands it over. It declares what it needs from the outside as ports ({@link
 * io.signalbox.hub.Inbox}, {@link io.signalbox.hub.NodeLinks}, {@link io.signalbox.hub.Directory}, {@link
 * io.signalbox.hub.GroupStore}), each with a version in memory beside it.
 *
 * <p>Threads: the edge calls {@link io.signalbox.hub.Hub} from any thread and is never blocked; routing and everything
 * that may wait for the database or the cluster runs on strands, one per sending connection, so that what one
 * connection sends stays in order.
 */
@NullMarked
package io.signalbox.hub;

import org.jspecify.annotations.NullMarked;
