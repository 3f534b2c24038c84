package io.signalbox.limits;

import io.signalbox.metrics.Metrics;
import io.signalbox.testing.ManualClock;
import io.signalbox.testing.QuotaLedgerContract;
import java.time.Duration;

class InMemoryQuotaLedgerTest extends QuotaLedgerContract {
    private final ManualClock clock = new ManualClock();

    @Override
    protected QuotaLedger<String> ledger(QuotaRule rule) {
        return new InMemoryQuotaLedger<>(rule, 1000, new Metrics(), clock.meter());
    }

    @Override
    protected void advance(Duration time) {
        clock.advance(time);
    }
}
