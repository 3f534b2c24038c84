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

/** The recipient has no connection anywhere; {@code kept} says whether the message waits in its inbox. */
@Qualifier
@Retention(RUNTIME)
@Target({METHOD, FIELD, PARAMETER, TYPE})
public @interface UserOffline {
    /** The qualifier as a value. */
    final class Literal extends AnnotationLiteral<UserOffline> implements UserOffline {
        public static final Literal INSTANCE = new Literal();

        private static final long serialVersionUID = 1;
    }
}
