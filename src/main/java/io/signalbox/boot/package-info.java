/**
 * Puts the application together and starts and stops it in order: settings, database, endpoints, balancer, cluster.
 * Nothing else may use this package.
 */
@NullMarked
package io.signalbox.boot;

import org.jspecify.annotations.NullMarked;
