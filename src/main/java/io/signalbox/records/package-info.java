/**
 * Records of what happened: to each message, for whoever has to answer for it later (contract 2.14). Written behind what
 * they are about, in batches, and never in its way.
 */
@NullMarked
package io.signalbox.records;

import org.jspecify.annotations.NullMarked;
