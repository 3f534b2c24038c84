package io.signalbox.run;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Ports of loopback for processes that are about to start.
 *
 * <p>A port that the system itself offers is one that it may give to an outgoing connection too, before the process
 * that it was meant for listens: seconds later, for a JVM. These lie below that range (Linux: from 32768 on, RFC 6335:
 * from 49152 on), and no caller in this process gets one that another got.
 */
public final class FreePorts {
    private static final int FIRST = 15_000;
    private static final int END = 32_000;

    private static int next = ThreadLocalRandom.current().nextInt(FIRST, END);

    private FreePorts() {}

    /** A port that nobody uses now. */
    public static int one() {
        return row(1).get(0);
    }

    /**
     * Ports in a row that nobody uses now.
     *
     * @param count from 1 to 100
     * @throws IllegalStateException when there are none
     */
    public static synchronized List<Integer> row(int count) {
        int found = 0;
        for (int tried = FIRST; tried < END && found < count; tried++) {
            if (next == END) {
                next = FIRST;
                found = 0;
            }
            found = free(next++) ? found + 1 : 0;
        }
        if (found < count) {
            throw new IllegalStateException(
                    "no " + count + " free ports in a row from " + FIRST + " to " + (END - 1) + " on 127.0.0.1");
        }
        return IntStream.range(next - count, next).boxed().toList();
    }

    private static boolean free(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
