package io.signalbox.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.signalbox.hub.Origin;
import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserType;
import io.signalbox.limits.InMemoryQuotaLedger;
import io.signalbox.limits.QuotaRule;
import io.signalbox.limits.Quotas;
import io.signalbox.metrics.Metrics;
import io.signalbox.protocol.ErrorCode;
import io.signalbox.protocol.ProtocolException;
import io.signalbox.testing.ManualClock;
import io.signalbox.testing.Users;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("K09")
class SendLimitsTest {
    private static final Origin APPLICATION = Origin.application(Users.TENANT);
    private static final Origin ALICE = Origin.user(Users.user("alice"), "Alice", UserType.VISITOR);

    private final SendLimits limits = new SendLimits(quotas());

    @Test
    void what_the_application_sends_has_a_limit_of_its_own_by_tenant() {
        limits.admit(APPLICATION);
        limits.admit(APPLICATION);
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> limits.admit(APPLICATION))
                .withMessage("the application may send again in 300000 ms")
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.RATE_LIMITED));
        assertThatCode(() -> limits.admit(Origin.application(new Tenant("other", "n"))))
                .doesNotThrowAnyException();
        assertThatCode(() -> limits.admit(ALICE)).doesNotThrowAnyException();
    }

    @Test
    void what_is_sent_for_a_user_counts_as_sent_by_that_user() {
        limits.admit(ALICE);
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> limits.admit(ALICE))
                .withMessage("__default_app__/__default_ns__/alice may send again in 300000 ms");
        assertThatCode(() -> limits.admit(APPLICATION)).doesNotThrowAnyException();
    }

    private static Quotas quotas() {
        ManualClock clock = new ManualClock();
        Metrics metrics = new Metrics();
        Duration block = Duration.ofMinutes(5);
        return new Quotas(
                new Quotas.Ledgers(
                        new InMemoryQuotaLedger<>(new QuotaRule(1, 0, 100, block), 10, metrics, clock.meter()),
                        null,
                        new InMemoryQuotaLedger<>(new QuotaRule(2, 0, 100, block), 10, metrics, clock.meter())),
                alert -> {},
                metrics,
                clock);
    }
}
