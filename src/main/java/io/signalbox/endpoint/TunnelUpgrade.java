package io.signalbox.endpoint;

import io.signalbox.balancer.Admission;
import io.signalbox.balancer.Balancer;
import io.signalbox.balancer.ConnectRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Joins a client's connection to a backend.
 *
 * <p>The container hands over the connection before anything is answered: Payara writes nothing for an upgrade on its
 * own. So no request thread waits for a backend. That matters when the backend is this very node, whose handshake needs
 * a request thread too: clients that come in a herd would otherwise take them all.
 */
public final class TunnelUpgrade implements HttpUpgradeHandler {
    private static final System.Logger LOG = System.getLogger(TunnelUpgrade.class.getName());

    private @Nullable Balancer balancer;
    private @Nullable ConnectRequest request;
    private @Nullable HttpServletResponse response;
    private @Nullable ServletLink link;

    /** What {@link #init} needs; called before it, on the same thread. */
    void prepare(Balancer theBalancer, ConnectRequest theRequest, HttpServletResponse theResponse) {
        balancer = theBalancer;
        request = theRequest;
        response = theResponse;
    }

    @Override
    public void init(WebConnection connection) {
        Balancer theBalancer = balancer;
        ConnectRequest theRequest = request;
        HttpServletResponse theResponse = response;
        if (theBalancer == null || theRequest == null || theResponse == null) {
            throw new IllegalStateException("prepare was not called");
        }
        balancer = null;
        request = null;
        response = null;
        ServletLink theLink;
        try {
            theLink = new ServletLink(connection);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a client went before its upgrade", e);
            return;
        }
        link = theLink;
        var unused = theBalancer.connect(theRequest).thenAccept(admission -> answer(admission, theLink, theResponse));
    }

    @Override
    public void destroy() {
        ServletLink theLink = link;
        if (theLink != null) {
            theLink.destroyed();
        }
    }

    private static void answer(Admission admission, ServletLink link, HttpServletResponse response) {
        if (admission instanceof Admission.Accepted accepted) {
            response.setStatus(HttpServletResponse.SC_SWITCHING_PROTOCOLS);
            response.setHeader("Upgrade", "websocket");
            response.setHeader("Connection", "Upgrade");
            accepted.answerHeaders().forEach(header -> response.addHeader(header.name(), header.value()));
            link.commit();
            accepted.start(link);
        } else if (admission instanceof Admission.Refused refused) {
            byte[] body = refused.body().getBytes(StandardCharsets.UTF_8);
            BalancerServlet.head(response, refused, body);
            response.setHeader("Connection", "close");
            link.write(ByteBuffer.wrap(body));
            link.end();
        }
    }
}
