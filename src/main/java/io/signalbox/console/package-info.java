/** The console's backing beans: they show what {@code admin} knows, and say when it changed. No logic of their own. */
@NullMarked
package io.signalbox.console;

import org.jspecify.annotations.NullMarked;
