package io.signalbox.transport;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpointConfig;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.glassfish.tyrus.core.ComponentProviderService;
import org.glassfish.tyrus.core.DebugContext;
import org.glassfish.tyrus.core.TyrusEndpointWrapper;
import org.glassfish.tyrus.core.TyrusSession;
import org.glassfish.tyrus.core.TyrusWebSocket;
import org.glassfish.tyrus.core.Version;
import org.glassfish.tyrus.core.monitoring.EndpointEventListener;
import org.glassfish.tyrus.server.TyrusServerContainer;
import org.glassfish.tyrus.spi.WebSocketEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** On Tyrus's own classes: the session that restarts its idle timer for each message, in and out. */
class TyrusIdleFixTest {
    private final Container container = new Container();

    @AfterEach
    void stop() {
        container.shutdown();
    }

    @Test
    void a_stock_session_sets_a_timer_for_each_message_though_there_is_no_timeout() throws Exception {
        Session session = session();
        messages(session, 10);
        ThreadPoolExecutor stock = (ThreadPoolExecutor) container.getScheduledExecutorService();
        stock.shutdown();
        assertThat(stock.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        assertThat(stock.getCompletedTaskCount()).isGreaterThanOrEqualTo(10);
    }

    @Test
    void with_the_fix_it_sets_none() throws Exception {
        try (TyrusIdleFix fix = apply()) {
            Session session = session();
            messages(session, 10);
            assertThat(fix.timersSet()).isZero();
        }
    }

    @Test
    void with_the_fix_a_real_idle_timeout_is_still_one_timer() throws Exception {
        try (TyrusIdleFix fix = apply()) {
            Session session = session();
            session.setMaxIdleTimeout(60_000);
            messages(session, 10);
            assertThat(fix.timersSet()).as("the others were cancelled").isEqualTo(1);
        }
    }

    @Test
    void with_the_fix_other_work_is_done() throws Exception {
        try (TyrusIdleFix fix = apply()) {
            CountDownLatch ran = new CountDownLatch(4);
            ScheduledExecutorService scheduler = container.getScheduledExecutorService();
            scheduler.execute(ran::countDown);
            scheduler.submit(ran::countDown);
            scheduler.schedule(ran::countDown, 1, TimeUnit.MILLISECONDS);
            scheduler.scheduleAtFixedRate(ran::countDown, 0, 1, TimeUnit.HOURS);
            assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(fix.timersSet()).isPositive();
        }
    }

    @Test
    void at_the_end_the_container_has_its_own_scheduler_again_and_sessions_do_no_harm() throws Exception {
        ScheduledExecutorService own = container.getScheduledExecutorService();
        TyrusIdleFix fix = apply();
        Session session = session();
        ScheduledExecutorService replaced = container.getScheduledExecutorService();
        assertThat(replaced).isNotSameAs(own);
        fix.close();
        fix.close();
        assertThat(container.getScheduledExecutorService()).isSameAs(own);
        assertThat(replaced.isShutdown()).isTrue();
        session.setMaxIdleTimeout(60_000);
        messages(session, 10);
    }

    @Test
    void another_container_stays_as_it_is() {
        assertThat(TyrusIdleFix.applyTo("no container of Tyrus")).isNull();
    }

    private TyrusIdleFix apply() {
        return Objects.requireNonNull(TyrusIdleFix.applyTo(container));
    }

    private Session session() throws DeploymentException {
        Endpoint endpoint = new Endpoint() {
            @Override
            public void onOpen(Session session, EndpointConfig config) {}
        };
        ServerEndpointConfig config =
                ServerEndpointConfig.Builder.create(Endpoint.class, "/ws").build();
        TyrusEndpointWrapper wrapper = new TyrusEndpointWrapper(
                endpoint,
                config,
                ComponentProviderService.create(),
                container,
                "/",
                config.getConfigurator(),
                null,
                null,
                EndpointEventListener.NO_OP,
                false);
        return wrapper.createSessionForRemoteEndpoint(
                new TyrusWebSocket(Version.DRAFT17.createHandler(false, null), wrapper),
                null,
                List.of(),
                new DebugContext());
    }

    /** What the session does for each message. */
    private static void messages(Session session, int count) throws ReflectiveOperationException {
        Method restart = TyrusSession.class.getDeclaredMethod("restartIdleTimeoutExecutor");
        restart.setAccessible(true);
        for (int i = 0; i < count; i++) {
            restart.invoke(session);
        }
    }

    private static final class Container extends TyrusServerContainer {
        Container() {
            super((Set<Class<?>>) null);
        }

        @Override
        public WebSocketEngine getWebSocketEngine() {
            throw new AssertionError("nothing is upgraded here");
        }

        @Override
        public void register(Class<?> endpoint) {
            throw new AssertionError("no endpoint is registered here");
        }

        @Override
        public void register(ServerEndpointConfig config) {
            throw new AssertionError("no endpoint is registered here");
        }
    }
}
