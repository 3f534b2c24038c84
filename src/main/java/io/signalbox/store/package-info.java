/**
 * The database: entities, queries, migrations. It implements ports of the features below it. Every method blocks, so
 * none is called on an event loop; transactions are the container's (JTA).
 */
@NullMarked
package io.signalbox.store;

import org.jspecify.annotations.NullMarked;
