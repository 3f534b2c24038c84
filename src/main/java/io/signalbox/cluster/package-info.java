/**
 * The cluster, on the Hazelcast that Payara Micro brings: who lives, who is where, and the links between hubs. It
 * implements ports of {@code node} and {@code hub}; when the server runs without Hazelcast the single-node versions are
 * chosen instead. Identity is ours (node id and incarnation): Hazelcast's member id changes when a cluster merges.
 */
@NullMarked
package io.signalbox.cluster;

import org.jspecify.annotations.NullMarked;
