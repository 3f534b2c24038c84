package io.signalbox.it;

import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLException;

/** How tests reach {@link ShopOrders}: {@code POST /shop?order=..&buyer=..&end=commit|rollback|none|crash}. */
@WebServlet("/shop")
@SuppressWarnings("NullAway.Init") // the container sets the fields
public class ShopServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Inject
    private transient ShopOrders orders;

    @Override
    public void init() throws ServletException {
        try {
            orders.createTable();
        } catch (SQLException e) {
            throw new ServletException(e);
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String order = request.getParameter("order");
        String buyer = request.getParameter("buyer");
        String end = request.getParameter("end");
        CrashingTransaction.armed(end.equals("crash"));
        try {
            response.getWriter()
                    .print(
                            end.equals("none")
                                    ? orders.confirm(order, buyer)
                                    : orders.place(order, buyer, end.equals("rollback")));
        } catch (RuntimeException e) {
            response.setStatus(HttpServletResponse.SC_CONFLICT);
            response.getWriter().print(e.getClass().getSimpleName() + ": " + e.getMessage());
        }
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.getWriter().print(orders.count());
    }
}
