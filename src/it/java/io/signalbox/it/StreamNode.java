package io.signalbox.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.run.NodeProcess;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;

/** A node with narrow limits for event streams, and what its tests send to it and hear from it. */
final class StreamNode {
    /** The one origin whose pages may connect. */
    static final String ALLOWED = "https://chat.example";
    /** So many connections it takes. */
    static final int MOST = 6;

    private StreamNode() {}

    /** Starts one and returns at once. */
    static NodeProcess start(String name) {
        Map<String, String> settings = new HashMap<>(Nodes.h2File(Nodes.folder(name)));
        settings.put("signalbox.hub.max-connections", Integer.toString(MOST));
        settings.put("signalbox.hub.allowed-origins", ALLOWED);
        settings.put("signalbox.hub.handshakes-per-second-per-address", "40");
        settings.put("signalbox.session.ping-interval", "1s");
        settings.put("signalbox.session.idle-timeout", "6s");
        settings.put("signalbox.session.outbox-bytes", "262144");
        settings.put("signalbox.session.rate", "50");
        settings.put("signalbox.session.burst", "50");
        return Nodes.start(name, Nodes.freePort(), settings);
    }

    /** Whether nobody is connected and no slot is taken. */
    static boolean isEmpty(URI hub) throws Exception {
        return Http.metric(hub, "signalbox_connection_slots_used") == 0
                && Http.metric(hub, "signalbox_connections") == 0
                && Http.metric(hub, "signalbox_users") == 0;
    }

    /** It is a problem document with this status, and says why. */
    static void refused(int status, HttpResponse<String> answer, String detail) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(answer.body()).contains("\"status\":" + status, detail).doesNotContain("Refused");
    }

    /** @param members of the message, each with a comma before it */
    static String text(String members, String content) {
        return "{\"message_type\":\"text\"" + members + ",\"content\":\"" + content + "\"}";
    }
}
