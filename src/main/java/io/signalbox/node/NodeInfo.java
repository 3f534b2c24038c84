package io.signalbox.node;

import java.time.Instant;

/**
 * What every member of the cluster knows of a node.
 *
 * @param id unique among the living; chosen by the operator or made from host name and port
 * @param incarnation unique for each start of a process, so that a restarted node is not taken for its predecessor
 * @param host address that other nodes and balancers reach it at
 * @param port its HTTP port
 * @param role what it does
 * @param startedAt when this incarnation began
 */
public record NodeInfo(String id, String incarnation, String host, int port, NodeRole role, Instant startedAt) {}
