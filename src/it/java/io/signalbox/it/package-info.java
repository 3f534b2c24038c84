/**
 * Black-box tests of what ships: real processes of the uber-jar, the real WAR, real databases, real browsers. Processes
 * are shared between test classes where they are not harmed; ports are free ones, everything is on loopback.
 */
@NullMarked
package io.signalbox.it;

import org.jspecify.annotations.NullMarked;
