/**
 * The wire contract: messages, frames, the type registry, the JSON codec, error and close codes, limits.
 *
 * <p>Shared by the hub and the Java client, so it uses nothing of ours and nothing but the JDK. Everything here is
 * immutable or stateless and safe from any thread, but for builders, readers and writers. The contract told to client
 * writers is {@code docs/protocol.md}.
 */
@NullMarked
package io.signalbox.protocol;

import org.jspecify.annotations.NullMarked;
