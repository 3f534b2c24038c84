package io.signalbox.endpoint;

import io.signalbox.node.NodeInfo;
import io.signalbox.protocol.JsonCodec;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Says whether a handshake with the same attributes would be let in now, and if not, with which status it would be
 * refused and why (contract C04). Nothing is registered and no room is taken; it counts as a handshake for the rate and
 * the lock of its address, or it would be a way around them.
 */
@WebServlet(urlPatterns = "/ws/validate")
public final class ValidateServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final transient Entrance entrance;
    private final transient NodeInfo self;

    @Inject
    ValidateServlet(Entrance entrance, NodeInfo self) {
        this.entrance = entrance;
        this.self = self;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Verdict verdict = entrance.judgeDryRun(request);
        if (verdict instanceof Verdict.Refused refused) {
            if (refused.retryAfter() > 0) {
                response.setHeader("Retry-After", Integer.toString(refused.retryAfter()));
            }
            write(response, refused.status(), "{\"valid\":false,\"reason\":" + JsonCodec.quote(refused.detail()) + "}");
        } else if (verdict instanceof Verdict.HealthProbe) {
            write(response, 200, "{\"status\":\"ok\",\"node_id\":" + JsonCodec.quote(self.id()) + "}");
        } else {
            write(response, 200, "{\"valid\":true}");
        }
    }

    private static void write(HttpServletResponse response, int status, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType("application/json");
        response.setHeader("Cache-Control", "no-store");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
