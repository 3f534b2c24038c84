package io.signalbox.truth;

import java.io.IOException;

/** What the JDK cannot send to a process. */
final class Signals {
    private Signals() {}

    /** @param name such as {@code STOP} */
    static void send(String name, long pid) throws IOException, InterruptedException {
        int exit = new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                .inheritIO()
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException("kill -" + name + " " + pid + " failed with code " + exit);
        }
    }
}
