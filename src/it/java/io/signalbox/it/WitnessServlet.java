package io.signalbox.it;

import io.signalbox.protocol.Priority;
import io.signalbox.topics.TicketQueuePushed;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;

/** What the {@link Witness} was told; a POST makes it publish a ticket. */
@WebServlet("/witness")
public final class WitnessServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final transient Witness witness;

    @Inject
    WitnessServlet(Witness witness) {
        this.witness = witness;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/plain");
        response.getWriter().print(witness.told());
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) {
        witness.publish(new TicketQueuePushed(
                request.getParameter("ticket"), "u", "s", Priority.HIGH, Instant.parse("2026-11-22T10:00:00Z"), "n"));
    }
}
