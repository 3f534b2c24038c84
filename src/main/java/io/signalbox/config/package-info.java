/**
 * Machinery that turns configuration into typed settings records, once, at start: every problem is found and reported
 * together, and a key that nobody reads is a problem too. The records themselves live in the features that they
 * configure. Nothing here is read again after the start.
 */
@NullMarked
package io.signalbox.config;

import org.jspecify.annotations.NullMarked;
