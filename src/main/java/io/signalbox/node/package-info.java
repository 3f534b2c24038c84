/**
 * This process: who it is, what state of life it is in, its clock, and the threads that work may run on. Time and
 * scheduling come from here, so that tests can put their own in place.
 */
@NullMarked
package io.signalbox.node;

import org.jspecify.annotations.NullMarked;
