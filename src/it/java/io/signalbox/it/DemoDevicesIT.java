package io.signalbox.it;

import java.nio.file.Path;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two devices of one user in the demo page stay in step, in a real browser. */
class DemoDevicesIT {
    private static final Path SCRIPT = Path.of("src", "it", "node", "demo-devices.mjs");

    // For the integrator: take the annotation away together with the merge of `routing`, which brings the echo.
    @Test
    @Disabled("the hub does not yet send a message from person to person to the sender's other devices")
    @Tag("M05")
    void what_one_device_says_edits_recalls_and_reads_the_other_shows() throws Exception {
        Script.passes(SCRIPT, Nodes.shared().uri().toString(), Script.SCREENSHOTS.toString());
    }
}
