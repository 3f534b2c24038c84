/**
 * The operator's views and actions, and their REST resources under {@code /api}. Errors are RFC 9457 problem details.
 */
@NullMarked
package io.signalbox.admin;

import org.jspecify.annotations.NullMarked;
