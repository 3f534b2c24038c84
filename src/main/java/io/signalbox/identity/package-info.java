/**
 * Who connects: the attributes of a handshake, checked and given their defaults. What they may do comes here too.
 */
@NullMarked
package io.signalbox.identity;

import org.jspecify.annotations.NullMarked;
