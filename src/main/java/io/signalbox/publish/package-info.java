/**
 * Publishing inside the caller's transaction: what is published is sent if and only if the transaction commits. It is
 * written with the transaction ({@link io.signalbox.publish.Publications}), sent after the commit by the node that
 * committed, and after a crash by the sweep of any node: at least once, under the same message id. Everything here may
 * block and is not for event loops.
 */
@NullMarked
package io.signalbox.publish;

import org.jspecify.annotations.NullMarked;
