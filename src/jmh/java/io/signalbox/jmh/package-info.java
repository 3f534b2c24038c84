/**
 * Benchmarks of the core inside one JVM, without sockets ({@code mvn -Pjmh verify}, docs/performance.md). {@link
 * io.signalbox.jmh.BenchHub} is the only class that knows how a hub is put together.
 */
@NullMarked
package io.signalbox.jmh;

import org.jspecify.annotations.NullMarked;
