package io.signalbox.endpoint;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Paths that the reference systems' users know: {@code /health} shows the operator's view of the API (the MicroProfile
 * checks stay below {@code /health/}), and the reference's page leads to the console.
 */
@WebFilter(urlPatterns = {"/health", "/web-loadbalancer.html"})
public class ShortPathsFilter extends HttpFilter {
    private static final long serialVersionUID = 1;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getServletPath().equals("/health")) {
            request.getRequestDispatcher("/api/health").forward(request, response);
        } else {
            response.sendRedirect(request.getContextPath() + "/console/");
        }
    }
}
