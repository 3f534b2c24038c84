package io.signalbox.it;

import io.signalbox.run.NodeProcess;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The TypeScript client and real browsers against a real node. */
class ClientScriptsIT {
    private static final Path E2E = Path.of("target", "client-typescript", "test", "e2e.js");
    private static final Path SCRIPTS = Path.of("src", "it", "node");

    private final NodeProcess node = Nodes.shared();

    @Test
    @Tag("K18")
    void the_typescript_client_meets_the_hub() throws Exception {
        Script.passes(E2E, webSocket("/ws"));
    }

    @Test
    @Tag("K18")
    @Tag("B01")
    void the_typescript_client_meets_the_hub_through_the_balancer() throws Exception {
        Script.passes(E2E, webSocket("/lb/ws"));
    }

    @Test
    @Tag("W01")
    @Tag("W02")
    void the_console_shows_nodes_backends_and_clients_live_in_a_real_browser() throws Exception {
        Script.passes(SCRIPTS.resolve("console.mjs"), node.uri().toString(), Script.SCREENSHOTS.toString());
    }

    @Test
    void two_people_one_with_two_devices_chat_in_the_demo_page_in_a_real_browser() throws Exception {
        Script.passes(SCRIPTS.resolve("demo.mjs"), node.uri().toString(), Script.SCREENSHOTS.toString());
    }

    /** See docs/decisions/0010: without the guard about one in 1,500 is closed by the end of another. */
    @Test
    void connections_that_break_off_do_no_harm_to_those_that_begin() throws Exception {
        Script.passes(SCRIPTS.resolve("churn.mjs"), webSocket("/ws"), "4000");
    }

    private String webSocket(String path) {
        return "ws://127.0.0.1:" + node.uri().getPort() + path;
    }
}
