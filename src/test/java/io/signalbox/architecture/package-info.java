/** Rules about the code as a whole: who may use whom, which technology lives where, how large things may grow. */
@NullMarked
package io.signalbox.architecture;

import org.jspecify.annotations.NullMarked;
