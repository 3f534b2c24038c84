@NullMarked
package io.signalbox.balancer;

import org.jspecify.annotations.NullMarked;
