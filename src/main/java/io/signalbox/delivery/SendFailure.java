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

/** Every failure, beside its specific event: {@code @Observes @SendFailure DeliveryFailure}. */
@Qualifier
@Retention(RUNTIME)
@Target({METHOD, FIELD, PARAMETER, TYPE})
public @interface SendFailure {
    /** The qualifier as a value. */
    final class Literal extends AnnotationLiteral<SendFailure> implements SendFailure {
        public static final Literal INSTANCE = new Literal();

        private static final long serialVersionUID = 1;
    }
}
