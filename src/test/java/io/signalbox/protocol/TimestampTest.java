package io.signalbox.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.testing.Seeds;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimestampTest {
    private static final DateTimeFormatter ORACLE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    @Test
    void any_time_of_four_digit_years_is_written_as_the_formatter_writes_it() {
        long first = Instant.parse("0000-01-01T00:00:00Z").toEpochMilli();
        long last = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();
        Seeds.each(20, (seed, random) -> {
            for (int i = 0; i < 500; i++) {
                Instant time = Instant.ofEpochMilli(first + (long) (random.nextDouble() * (last - first)))
                        .plusNanos(random.nextInt(1_000_000));
                assertThat(Timestamp.isWritable(time)).isTrue();
                assertThat(written(time)).isEqualTo(ORACLE.format(time));
                Instant soon = time.plusMillis(random.nextInt(1500));
                assertThat(written(soon)).isEqualTo(ORACLE.format(soon));
            }
        });
    }

    @Test
    void times_beyond_the_form_are_kept_within_it() {
        assertThat(written(Instant.MAX)).startsWith("9999-12-31T23:59:59.");
        assertThat(written(Instant.MIN)).startsWith("0000-01-01T00:00:00.");
        assertThat(List.of(Instant.MAX, Instant.MIN, Instant.parse("+10000-01-01T00:00:00Z")))
                .noneMatch(Timestamp::isWritable);
    }

    private static String written(Instant time) {
        byte[] out = new byte[Timestamp.LENGTH + 2];
        Timestamp.write(time, out, 1);
        return new String(out, 1, Timestamp.LENGTH, StandardCharsets.US_ASCII);
    }
}
