package io.signalbox.it;

import io.signalbox.api.Signalbox;
import io.signalbox.hub.Origin;
import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.MessageBuilder;
import io.signalbox.protocol.MessageType;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** An application's business, in the WAR of {@link ShopArchive}: an order in a table of its own, and word to the buyer. */
@ApplicationScoped
@SuppressWarnings("NullAway.Init") // the container sets the fields
public class ShopOrders {
    private static final Tenant TENANT = new Tenant(Tenant.DEFAULT_APP, Tenant.DEFAULT_NAMESPACE);

    @Resource(lookup = "java:app/jdbc/signalbox")
    private DataSource source;

    @Inject
    private Signalbox signalbox;

    /** The shop's own schema. */
    void createTable() throws SQLException {
        try (Connection connection = source.getConnection();
                Statement sql = connection.createStatement()) {
            sql.execute("create table if not exists shop_order (id varchar(64) primary key)");
        }
    }

    /** Both or nothing. @return the id of the first message */
    @Transactional
    public String place(String order, String buyer, boolean refused) {
        String id = confirm(order, buyer);
        insert(order);
        signalbox.transactional().publish(text("sent " + order).receiver(buyer).build(), Origin.application(TENANT));
        if (refused) {
            throw new IllegalStateException("the card was refused");
        }
        return id;
    }

    /** What a caller without a transaction does. */
    public String confirm(String order, String buyer) {
        return signalbox
                .transactional()
                .toUser(
                        new UserKey(TENANT, buyer),
                        text("took " + order).requireAck(true).build(),
                        Origin.application(TENANT));
    }

    /** How many orders there are. */
    long count() {
        try (Connection connection = source.getConnection();
                Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery("select count(*) from shop_order")) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void insert(String order) {
        try (Connection connection = source.getConnection();
                PreparedStatement sql = connection.prepareStatement("insert into shop_order values (?)")) {
            sql.setString(1, order);
            sql.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static MessageBuilder text(String content) {
        return Message.builder(MessageType.TEXT).content(content);
    }
}
