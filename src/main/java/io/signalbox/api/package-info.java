/**
 * The hub for Java code in the same application: {@link io.signalbox.api.Signalbox}, and what it answers with. The REST
 * resources are the same operations over HTTP.
 */
@NullMarked
package io.signalbox.api;

import org.jspecify.annotations.NullMarked;
