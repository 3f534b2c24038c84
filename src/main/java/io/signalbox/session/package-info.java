/**
 * One open connection and the registry of them. A session has one bounded outbox and one writer; whoever has something
 * to say enqueues it. No lock is held while the wire is called.
 */
@NullMarked
package io.signalbox.session;

import org.jspecify.annotations.NullMarked;
