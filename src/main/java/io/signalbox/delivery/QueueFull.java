package io.signalbox.delivery;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.ElementType.PARAMETER;
import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.enterprise.util.AnnotationLiteral;
import jakarta.inject.Qualifier;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/** A bounded queue took no more: an outbox, an inbox, or what waits in the hub. */
@Qualifier
@Retention(RUNTIME)
@Target({METHOD, FIELD, PARAMETER, TYPE})
public @interface QueueFull {
    /** The qualifier as a value. */
    final class Literal extends AnnotationLiteral<QueueFull> implements QueueFull {
        public static final Literal INSTANCE = new Literal();

        private static final long serialVersionUID = 1;
    }
}
