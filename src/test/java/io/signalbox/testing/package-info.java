/** Fakes and small real servers for tests. Nothing here sleeps; everything listens on loopback, on a port of its own. */
@NullMarked
package io.signalbox.testing;

import org.jspecify.annotations.NullMarked;
