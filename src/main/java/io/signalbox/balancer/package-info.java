/**
 * Spreads client connections over backends: which backends there are, whether they are healthy, which one is next, and
 * the tunnels that carry the bytes. A backend is dialled before the client's upgrade is answered, so that a client never
 * gets a socket that leads nowhere.
 *
 * <p>{@link io.signalbox.balancer.Balancer} is the face to the rest. A tunnel's state belongs to the event loop of its
 * backend; the pool's choice is made under one lock, which is never held while calling out. Payloads are not decoded,
 * but for a client's registration and its answer to a name query.
 */
@NullMarked
package io.signalbox.balancer;

import org.jspecify.annotations.NullMarked;
