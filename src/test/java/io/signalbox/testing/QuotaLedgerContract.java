package io.signalbox.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.limits.QuotaAlert.Kind;
import io.signalbox.limits.QuotaAlert.Window;
import io.signalbox.limits.QuotaLedger;
import io.signalbox.limits.QuotaRule;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What every {@link QuotaLedger} does. */
@Tag("K09")
public abstract class QuotaLedgerContract {
    private static final Duration BLOCK = Duration.ofMinutes(5);
    private static final String KEY = "alice";

    private final List<Notice> notices = new CopyOnWriteArrayList<>();
    private final QuotaLedger.Notices<String> told =
            (key, kind, window, count, limit) -> notices.add(new Notice(key, kind, window, count, limit));

    /** A fresh ledger with room for a thousand keys. */
    protected abstract QuotaLedger<String> ledger(QuotaRule rule);

    /** Its time goes on. */
    protected abstract void advance(Duration time);

    @Test
    void exactly_n_are_allowed_and_then_nothing_for_exactly_the_time_that_is_stated() {
        QuotaLedger<String> ledger = ledger(new QuotaRule(10, 0, 80, BLOCK));
        assertThat(allowed(ledger, KEY, 10)).isEqualTo(10);
        assertThat(ledger.take(KEY, told)).isEqualTo(BLOCK.toMillis());
        advance(BLOCK.minusMillis(1));
        assertThat(ledger.take(KEY, told)).isEqualTo(1);
        advance(Duration.ofMillis(1));
        assertThat(allowed(ledger, KEY, 11)).isEqualTo(10);
    }

    @Test
    void a_block_is_told_without_being_counted_or_made_longer() {
        QuotaLedger<String> ledger = ledger(new QuotaRule(2, 0, 100, BLOCK));
        assertThat(ledger.blockedFor(KEY)).isZero();
        for (int i = 0; i < 2; i++) {
            ledger.take(KEY, told);
            assertThat(ledger.blockedFor(KEY)).as("used up is not blocked").isZero();
        }
        ledger.take(KEY, told);
        assertThat(ledger.blockedFor(KEY)).isEqualTo(BLOCK.toMillis());
        assertThat(ledger.blockedFor("bob")).isZero();
        advance(BLOCK.minusMillis(1));
        assertThat(ledger.blockedFor(KEY)).isEqualTo(1);
        advance(Duration.ofMillis(1));
        assertThat(ledger.blockedFor(KEY)).isZero();
        assertThat(allowed(ledger, KEY, 3)).isEqualTo(2);
    }

    @Test
    @Tag("K10")
    void one_notice_for_each_window_and_one_for_each_block_says_how_many_were_let_through() {
        QuotaLedger<String> ledger = ledger(new QuotaRule(10, 0, 80, BLOCK));
        allowed(ledger, KEY, 7);
        assertThat(notices).isEmpty();
        allowed(ledger, KEY, 20);
        assertThat(notices)
                .containsExactly(
                        new Notice(KEY, Kind.ALERT, Window.MINUTE, 8, 10),
                        new Notice(KEY, Kind.BLOCKED, Window.MINUTE, 10, 10));
        advance(BLOCK);
        allowed(ledger, KEY, 8);
        assertThat(notices).hasSize(3).last().isEqualTo(new Notice(KEY, Kind.ALERT, Window.MINUTE, 8, 10));
    }

    @Test
    void a_window_begins_anew_when_it_is_over() {
        QuotaLedger<String> ledger = ledger(new QuotaRule(10, 0, 80, BLOCK));
        assertThat(allowed(ledger, KEY, 9)).isEqualTo(9);
        advance(Duration.ofMillis(59_999));
        assertThat(ledger.take(KEY, told)).isZero();
        advance(Duration.ofMillis(1));
        assertThat(allowed(ledger, KEY, 11)).isEqualTo(10);
    }

    @Test
    void a_block_ends_no_earlier_than_the_window_that_is_used_up() {
        QuotaLedger<String> ledger = ledger(new QuotaRule(0, 10, 80, BLOCK));
        allowed(ledger, KEY, 5);
        advance(Duration.ofMinutes(20));
        assertThat(allowed(ledger, KEY, 5)).isEqualTo(5);
        assertThat(ledger.take(KEY, told)).isEqualTo(Duration.ofMinutes(40).toMillis());
        advance(Duration.ofMinutes(40).minusMillis(1));
        assertThat(ledger.take(KEY, told)).isEqualTo(1);
        advance(Duration.ofMillis(1));
        assertThat(allowed(ledger, KEY, 10)).isEqualTo(10);
        assertThat(notices)
                .startsWith(
                        new Notice(KEY, Kind.ALERT, Window.HOUR, 8, 10),
                        new Notice(KEY, Kind.BLOCKED, Window.HOUR, 10, 10));
    }

    @Test
    void both_windows_count_and_what_one_refuses_is_not_counted_by_the_other() {
        QuotaLedger<String> ledger = ledger(new QuotaRule(4, 10, 100, Duration.ofMinutes(1)));
        int let = 0;
        for (int minute = 0; minute < 5; minute++) {
            let += allowed(ledger, KEY, 5);
            advance(Duration.ofMinutes(1));
        }
        // 4, 4, and 2 of the third minute: then the hour is used up.
        assertThat(let).isEqualTo(10);
        assertThat(notices).contains(new Notice(KEY, Kind.BLOCKED, Window.HOUR, 10, 10));
    }

    @Test
    void each_key_has_its_own() {
        QuotaLedger<String> ledger = ledger(new QuotaRule(3, 0, 80, BLOCK));
        assertThat(allowed(ledger, KEY, 5)).isEqualTo(3);
        assertThat(allowed(ledger, "bob", 5)).isEqualTo(3);
        assertThat(notices).extracting(Notice::key).containsOnly(KEY, "bob");
    }

    @Test
    void threads_that_come_together_get_exactly_n_and_one_notice_of_each_kind() throws Exception {
        QuotaLedger<String> ledger = ledger(new QuotaRule(1000, 0, 80, BLOCK));
        AtomicInteger let = new AtomicInteger();
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        for (int i = 0; i < 4; i++) {
            threads.execute(() -> {
                try {
                    start.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                let.addAndGet(allowed(ledger, KEY, 500));
            });
        }
        start.countDown();
        threads.shutdown();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(let).hasValue(1000);
        assertThat(notices).extracting(Notice::kind).containsExactlyInAnyOrder(Kind.ALERT, Kind.BLOCKED);
    }

    @Test
    void whatever_the_order_of_time_and_messages_no_window_lets_more_through_than_it_has() {
        Seeds.each(50, (seed, random) -> {
            int limit = 1 + random.nextInt(20);
            QuotaLedger<String> ledger =
                    ledger(new QuotaRule(limit, 0, 80, Duration.ofSeconds(1 + random.nextInt(90))));
            long now = 0;
            long window = 0;
            int inWindow = 0;
            long promised = 0;
            boolean blocked = false;
            for (int i = 0; i < 2000; i++) {
                int step = i == 0 ? 0 : random.nextInt(3000);
                advance(Duration.ofMillis(step));
                now += step;
                assertThat(ledger.blockedFor(KEY)).isEqualTo(Math.max(0, promised - now));
                long wait = ledger.take(KEY, told);
                while (now - window >= 60_000) {
                    window += 60_000;
                    inWindow = 0;
                }
                if (wait == 0) {
                    assertThat(now).isGreaterThanOrEqualTo(promised);
                    assertThat(++inWindow).isLessThanOrEqualTo(limit);
                } else if (promised > now) {
                    assertThat(now + wait)
                            .as("the block ends when it was said to")
                            .isEqualTo(promised);
                } else {
                    promised = now + wait;
                    blocked = true;
                }
            }
            assertThat(blocked).isTrue();
        });
    }

    /** How many of {@code messages} are let through. */
    private int allowed(QuotaLedger<String> ledger, String key, int messages) {
        int allowed = 0;
        for (int i = 0; i < messages; i++) {
            if (ledger.take(key, told) == 0) {
                allowed++;
            }
        }
        return allowed;
    }

    private record Notice(String key, Kind kind, Window window, long count, long limit) {}
}
