package io.signalbox.it;

import io.signalbox.api.Signalbox;
import io.signalbox.delivery.AckOptions;
import io.signalbox.hub.Origin;
import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.MessageType;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;

/** An application's code beside the hub: sends, waits for the acknowledgement, and says what its observers heard. */
@WebServlet("/probe")
@SuppressWarnings("NullAway") // injected
public class DeliveryProbeServlet extends HttpServlet {
    private static final long serialVersionUID = 1;
    private static final Tenant TENANT = new Tenant(Tenant.DEFAULT_APP, Tenant.DEFAULT_NAMESPACE);

    @Inject
    private transient Signalbox signalbox;

    @Inject
    private transient DeliveryProbe probe;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String user = request.getParameter("to");
        if (user == null) {
            response.getWriter().print(String.join("\n", probe.events()));
            return;
        }
        Message message = Message.builder(MessageType.TEXT)
                .messageId(request.getParameter("id"))
                .content("hello")
                .build();
        int timeout = Integer.parseInt(request.getParameter("timeout"));
        response.getWriter()
                .print(signalbox
                        .deliveries()
                        .sendAcknowledged(
                                new UserKey(TENANT, user),
                                message,
                                Origin.application(TENANT),
                                new AckOptions(Duration.ofMillis(timeout), 0))
                        .result()
                        .toCompletableFuture()
                        .join()
                        .state());
    }
}
