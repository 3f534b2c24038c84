/**
 * Starts Signalbox as a process: {@link io.signalbox.run.Main} is the main class of the uber-jar, {@link
 * io.signalbox.run.Launcher} starts one or several of them on one machine. Never part of the WAR, and uses nothing of
 * it.
 */
@NullMarked
package io.signalbox.run;

import org.jspecify.annotations.NullMarked;
