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
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

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
        Admission.Refused problem = problemOf(request);
        if (problem != null) {
            refuse(response, problem);
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

    private static Admission.@Nullable Refused problemOf(HttpServletRequest request) {
        if (!listed(request, "Upgrade", "websocket") || !listed(request, "Connection", "upgrade")) {
            return Admission.Refused.problem(
                    426,
                    "Upgrade Required",
                    "this address serves WebSocket connections only",
                    List.of(new Header("Upgrade", "websocket"), new Header("Connection", "close")));
        }
        if (!"13".equals(request.getHeader("Sec-WebSocket-Version"))) {
            return Admission.Refused.problem(
                    426,
                    "Upgrade Required",
                    "only version 13 of WebSocket is served",
                    List.of(new Header("Sec-WebSocket-Version", "13")));
        }
        String key = request.getHeader("Sec-WebSocket-Key");
        if (key == null || !key.matches("[A-Za-z0-9+/]{22}==")) {
            return Admission.Refused.problem(400, "Bad Request", "Sec-WebSocket-Key must be 16 bytes in base64");
        }
        return null;
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

    /** Whether one of the comma separated values of a header is {@code wanted}, without case. */
    private static boolean listed(HttpServletRequest request, String header, String wanted) {
        for (String value : Collections.list(request.getHeaders(header))) {
            for (String token : value.split(",", -1)) {
                if (token.strip().toLowerCase(Locale.ROOT).equals(wanted)) {
                    return true;
                }
            }
        }
        return false;
    }
}
