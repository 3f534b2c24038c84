package io.signalbox.endpoint;

import io.signalbox.balancer.Admission;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
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

    private @Nullable CompletionStage<Admission> admission;
    private @Nullable HttpServletResponse response;
    private @Nullable ServletLink link;

    /** What {@link #init} needs; called before it, on the same thread. */
    void prepare(CompletionStage<Admission> theAdmission, HttpServletResponse theResponse) {
        admission = theAdmission;
        response = theResponse;
    }

    @Override
    public void init(WebConnection connection) {
        CompletionStage<Admission> theAdmission = admission;
        HttpServletResponse theResponse = response;
        if (theAdmission == null || theResponse == null) {
            throw new IllegalStateException("prepare was not called");
        }
        admission = null;
        response = null;
        try {
            ServletLink theLink = new ServletLink(connection);
            link = theLink;
            var unused = theAdmission.thenAccept(decided -> answer(decided, theLink, theResponse));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a client went before its upgrade", e);
            var unused = theAdmission.thenAccept(TunnelUpgrade::abandon);
        }
    }

    @Override
    public void destroy() {
        ServletLink theLink = link;
        if (theLink != null) {
            theLink.destroyed();
        }
    }

    private static void abandon(Admission admission) {
        if (admission instanceof Admission.Accepted accepted) {
            accepted.abandon();
        }
    }

    /** On an event loop, or on the thread of {@code init}. */
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
            // Grizzly drops the content type of an answer to a request that was upgraded; the body goes out all the
            // same.
            BalancerServlet.head(response, refused, body);
            response.setHeader("Connection", "close");
            link.write(ByteBuffer.wrap(body));
            link.end();
        }
    }
}
