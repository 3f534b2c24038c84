/**
 * MicroProfile Health: liveness says whether this process still works, readiness whether it should get connections,
 * startup whether it has begun. Each check asks; none guesses.
 */
@NullMarked
package io.signalbox.health;

import org.jspecify.annotations.NullMarked;
