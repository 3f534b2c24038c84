package io.signalbox.delivery;

import io.signalbox.hub.BatchSendFailed;
import io.signalbox.hub.DeliveryEvent;
import io.signalbox.hub.DeliveryFailure;
import io.signalbox.hub.FailureCode;
import io.signalbox.hub.FailureReason;
import io.signalbox.hub.HubError;
import io.signalbox.hub.MessageReceived;
import io.signalbox.hub.MessageSent;
import io.signalbox.hub.OfflineMessagesPushed;
import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.protocol.MessageType;
import jakarta.enterprise.inject.spi.BeanManager;
import java.lang.annotation.Annotation;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The application's CDI observers of deliveries. A failure is fired twice: with {@link SendFailure}, and with the
 * qualifier of its kind, if it has one. What an observer of the one throws does not keep the other from being fired.
 */
final class DeliveryObservers implements DeliveryEvents.Observers {
    private static final UserKey NOBODY = new UserKey(new Tenant("", ""), "");
    private static final Instant NEVER = Instant.EPOCH;
    private static final List<Annotation> FAILURES = List.of(
            SendFailure.Literal.INSTANCE,
            QueueFull.Literal.INSTANCE,
            UserOffline.Literal.INSTANCE,
            ConnectionError.Literal.INSTANCE,
            Timeout.Literal.INSTANCE);
    /** One of each kind, to ask who observes it. */
    private static final List<DeliveryEvent> KINDS = List.of(
            new DeliveryFailure(null, null, null, FailureReason.UNKNOWN, FailureCode.UNKNOWN, 1, false, NEVER),
            new MessageSent(null, MessageType.TEXT, NOBODY, MessageSent.Result.FAILED, NEVER),
            new MessageReceived(null, MessageType.TEXT, NOBODY, "", null, NEVER),
            new OfflineMessagesPushed(NOBODY, "", List.of(), List.of(), NEVER),
            new BatchSendFailed(NOBODY, null, "", NEVER),
            new HubError(HubError.Severity.WARNING, "", null, null, NEVER),
            new DeliveryResult("", NOBODY, DeliveryState.FAILED, false, null, null, List.of(), NEVER));

    private final BeanManager beans;

    DeliveryObservers(BeanManager beans) {
        this.beans = beans;
    }

    @Override
    public boolean wants(Class<? extends DeliveryEvent> kind) {
        for (DeliveryEvent sample : KINDS) {
            if (sample.getClass() == kind) {
                return kind == DeliveryFailure.class
                        ? FAILURES.stream().anyMatch(qualifier -> isObserved(sample, qualifier))
                        : isObserved(sample);
            }
        }
        return false;
    }

    @Override
    public void general(DeliveryEvent event) {
        if (event instanceof DeliveryFailure failure) {
            beans.getEvent()
                    .select(DeliveryFailure.class, SendFailure.Literal.INSTANCE)
                    .fire(failure);
        } else {
            beans.getEvent().fire(event);
        }
    }

    @Override
    public void specific(DeliveryFailure failure) {
        Annotation qualifier = qualifier(failure.kind());
        if (qualifier != null) {
            beans.getEvent().select(DeliveryFailure.class, qualifier).fire(failure);
        }
    }

    /** Null: only the general event. */
    static @Nullable Annotation qualifier(FailureReason.Kind kind) {
        return switch (kind) {
            case QUEUE_FULL -> QueueFull.Literal.INSTANCE;
            case USER_OFFLINE -> UserOffline.Literal.INSTANCE;
            case CONNECTION_ERROR -> ConnectionError.Literal.INSTANCE;
            case TIMEOUT -> Timeout.Literal.INSTANCE;
            case OTHER -> null;
        };
    }

    private boolean isObserved(DeliveryEvent sample, Annotation... qualifiers) {
        return !beans.resolveObserverMethods(sample, qualifiers).isEmpty();
    }
}
