package io.signalbox.it;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two devices of one user in the demo page stay in step, in a real browser. */
class DemoDevicesIT {
    private static final Path SCRIPT = Path.of("src", "it", "node", "demo-devices.mjs");

    @Test
    @Tag("M07")
    void what_one_device_says_edits_recalls_and_reads_the_other_shows() throws Exception {
        Script.passes(SCRIPT, Nodes.shared().uri().toString(), Script.SCREENSHOTS.toString());
    }
}
