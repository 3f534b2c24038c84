package io.signalbox.endpoint;

import io.signalbox.balancer.Admission;
import io.signalbox.balancer.Balancer;
import io.signalbox.balancer.ConnectRequest;
import io.signalbox.transport.Header;
import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/** Where clients of the balancer connect. Checks the handshake; the rest is {@link TunnelUpgrade}'s. */
@WebServlet(urlPatterns = "/lb/ws", asyncSupported = true)
public final class BalancerServlet extends HttpServlet {
    private final transient Balancer balancer;

    @Inject
    public BalancerServlet(Balancer balancer) {
        this.balancer = balancer;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        OpeningHandshake.Fault fault = OpeningHandshake.faultOf(request);
        if (fault != null) {
            refuse(
                    response,
                    Admission.Refused.problem(
                            fault.status(), Problem.title(fault.status()), fault.detail(), fault.headers()));
            return;
        }
        ConnectRequest connect;
        try {
            connect = connectRequest(request);
        } catch (IllegalArgumentException e) {
            refuse(response, Admission.Refused.problem(400, "Bad Request", String.valueOf(e.getMessage())));
            return;
        }
        CompletionStage<Admission> admission = balancer.connect(connect);
        if (admission.toCompletableFuture().getNow(null) instanceof Admission.Refused refused) {
            refuse(response, refused);
            return;
        }
        // The container calls the handler's init when this returns; the answer is written when a backend is found.
        request.upgrade(TunnelUpgrade.class).prepare(admission, response);
    }

    /** Status and headers of a refusal. */
    static void head(HttpServletResponse response, Admission.Refused refused, byte[] body) {
        response.setStatus(refused.status());
        refused.headers().forEach(header -> response.setHeader(header.name(), header.value()));
        response.setContentType(refused.contentType());
        response.setContentLength(body.length);
    }

    private static void refuse(HttpServletResponse response, Admission.Refused refused) throws IOException {
        byte[] body = refused.body().getBytes(StandardCharsets.UTF_8);
        head(response, refused, body);
        response.getOutputStream().write(body);
    }

    private static ConnectRequest connectRequest(HttpServletRequest request) {
        List<Header> headers = new ArrayList<>();
        for (String name : Collections.list(request.getHeaderNames())) {
            for (String value : Collections.list(request.getHeaders(name))) {
                headers.add(new Header(name, value));
            }
        }
        return new ConnectRequest(
                Objects.requireNonNullElse(request.getQueryString(), ""),
                headers,
                request.getRemoteAddr(),
                request.isSecure(),
                Objects.requireNonNullElse(request.getHeader("Host"), ""));
    }
}
