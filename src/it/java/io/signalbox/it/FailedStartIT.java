package io.signalbox.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.run.NodeProcess;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** A start that cannot succeed ends the process with one message that says what to do, and an exit code. */
class FailedStartIT {
    private static final Duration LONGEST = Duration.ofMinutes(2);

    @Test
    void a_busy_port_is_told_at_once_with_exit_code_3() throws Exception {
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Failure failure = start(busy.getLocalPort(), Map.of());
            assertThat(failure.code()).as(failure.printed()).isEqualTo(3);
            assertThat(failure.ours())
                    .singleElement()
                    .asString()
                    .contains("cannot listen on 127.0.0.1:" + busy.getLocalPort(), "signalbox.http.port");
        }
    }

    @Test
    void an_unreachable_database_is_told_with_exit_code_4() throws Exception {
        Failure failure = start(Nodes.freePort(), Map.of("db.url", "jdbc:h2:tcp://127.0.0.1:1/nothing"));
        assertThat(failure.code()).as(failure.printed()).isEqualTo(4);
        assertThat(failure.ours())
                .singleElement()
                .asString()
                .contains("the database does not answer", "db.url")
                .doesNotContain("password=");
        assertThat(failure.lines()).noneMatch(line -> line.startsWith("\tat "));
    }

    @Test
    void bad_settings_are_told_all_together_with_exit_code_2() throws Exception {
        Map<String, String> settings = new HashMap<>(Nodes.h2File(Nodes.folder("bad-settings")));
        settings.put("signalbox.role", "captain");
        settings.put("signalbox.session.outbox-messages", "-1");
        settings.put("signalbox.inbox.retntion", "7d");
        Failure failure = start(Nodes.freePort(), settings);
        assertThat(failure.code()).as(failure.printed()).isEqualTo(2);
        assertThat(String.join("\n", failure.lines()))
                .contains("configuration has 3 problems")
                .contains("signalbox.role must be one of", "signalbox.session.outbox-messages must be")
                .contains("signalbox.inbox.retntion is not a setting");
        assertThat(failure.lines()).noneMatch(line -> line.startsWith("\tat "));
    }

    private static Failure start(int port, Map<String, String> properties) throws InterruptedException {
        List<String> lines = new CopyOnWriteArrayList<>();
        Map<String, String> all = new HashMap<>(properties);
        all.put("signalbox.cluster.port", Integer.toString(Nodes.freePort()));
        NodeProcess process = NodeProcess.start(Nodes.JAR, "failing", port, all, Nodes.JVM, lines::add);
        int code = process.await(LONGEST);
        // The last lines may still be on their way from the pipe.
        process.awaitLog(Duration.ofSeconds(5));
        return new Failure(code, lines);
    }

    private record Failure(int code, List<String> lines) {
        String printed() {
            return String.join("\n", lines).replace("%", "%%");
        }

        List<String> ours() {
            return lines.stream().filter(line -> line.startsWith("signalbox: ")).toList();
        }
    }
}
