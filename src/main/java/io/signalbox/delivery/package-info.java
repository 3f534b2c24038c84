/**
 * What becomes of messages of the application beyond one try: retries with back-off and deadlines, waiting for the
 * acknowledgement of a device, and the CDI events of failures and successes.
 */
@NullMarked
package io.signalbox.delivery;

import org.jspecify.annotations.NullMarked;
