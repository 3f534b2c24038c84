package io.signalbox.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ByteQueueTest {
    @Test
    void bytes_come_out_in_the_order_they_went_in_however_they_are_cut() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        ByteQueue queue = new ByteQueue();
        ByteArrayOutputStream in = new ByteArrayOutputStream();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = new byte[random.nextInt(10) == 0 ? random.nextInt(20_000) : random.nextInt(50)];
            random.nextBytes(bytes);
            in.writeBytes(bytes);
            queue.add(ByteBuffer.wrap(bytes));
            take(queue, random.nextInt(3000), out);
            assertThat(queue.size()).as("seed %d", seed).isEqualTo(in.size() - out.size());
        }
        take(queue, Integer.MAX_VALUE, out);
        assertThat(out.toByteArray()).as("seed %d", seed).isEqualTo(in.toByteArray());
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.first()).isNull();
    }

    private static void take(ByteQueue queue, int most, ByteArrayOutputStream out) {
        int left = most;
        for (ByteBuffer first = queue.first(); first != null && left > 0; first = queue.first()) {
            byte[] taken = new byte[Math.min(left, first.remaining())];
            first.get(taken);
            queue.removed(taken.length);
            out.writeBytes(taken);
            left -= taken.length;
        }
    }
}
