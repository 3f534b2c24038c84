/**
 * The benchmark of {@code mvn -Pbench verify} (docs/performance.md): starts servers as processes of their own, loads
 * them over real sockets on loopback from one thread of this process, checks every delivery and writes a table. Knows
 * the hub by its wire protocol only. Nothing here is part of what ships.
 */
@NullMarked
package io.signalbox.bench;

import org.jspecify.annotations.NullMarked;
