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

/** A socket failed or was closing, or other nodes did not answer. */
@Qualifier
@Retention(RUNTIME)
@Target({METHOD, FIELD, PARAMETER, TYPE})
public @interface ConnectionError {
    /** The qualifier as a value. */
    final class Literal extends AnnotationLiteral<ConnectionError> implements ConnectionError {
        public static final Literal INSTANCE = new Literal();

        private static final long serialVersionUID = 1;
    }
}
