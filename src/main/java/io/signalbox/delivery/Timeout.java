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

/** A deadline passed: of the message, of the database, or of an acknowledgement. */
@Qualifier
@Retention(RUNTIME)
@Target({METHOD, FIELD, PARAMETER, TYPE})
public @interface Timeout {
    /** The qualifier as a value. */
    final class Literal extends AnnotationLiteral<Timeout> implements Timeout {
        public static final Literal INSTANCE = new Literal();

        private static final long serialVersionUID = 1;
    }
}
