@NullMarked
package io.signalbox.transport;

import org.jspecify.annotations.NullMarked;
