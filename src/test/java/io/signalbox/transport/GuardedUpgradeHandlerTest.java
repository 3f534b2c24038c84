package io.signalbox.transport;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.WebConnection;
import jakarta.websocket.CloseReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.glassfish.tyrus.spi.CompletionHandler;
import org.glassfish.tyrus.spi.Connection;
import org.glassfish.tyrus.spi.ReadHandler;
import org.glassfish.tyrus.spi.WebSocketEngine;
import org.glassfish.tyrus.spi.Writer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tyrus's handler under ours, and a container that tells of the end before the connection is open. */
@Tag("H44")
class GuardedUpgradeHandlerTest {
    private final List<Runnable> afterSettling = new ArrayList<>();
    private final GuardedUpgradeHandler handler = new GuardedUpgradeHandler(afterSettling::add);
    private final List<Integer> closed = new ArrayList<>();
    private final StringBuffer read = new StringBuffer();
    private final Socket socket = new Socket();

    @Test
    void a_reset_while_the_connection_opens_closes_it_then() {
        open(opening -> opening.onError(new IOException("reset")));
        assertThat(closed).containsExactly(1006);
        settle();
        assertThat(socket.closed).isTrue();
    }

    @Test
    void an_end_of_content_while_the_connection_opens_closes_it_then() {
        open(GuardedUpgradeHandler::onAllDataRead);
        assertThat(closed).containsExactly(1000);
        settle();
        assertThat(socket.closed).isTrue();
    }

    @Test
    void an_end_of_the_container_while_the_connection_opens_closes_it_then() {
        open(GuardedUpgradeHandler::destroy);
        assertThat(closed).containsExactly(1006);
    }

    @Test
    void the_first_of_several_early_ends_is_the_one_that_is_told() {
        open(opening -> {
            opening.onAllDataRead();
            opening.onError(new IOException("reset"));
            opening.destroy();
        });
        assertThat(closed).containsExactly(1000);
    }

    @Test
    void an_end_that_another_thread_tells_while_the_connection_opens_is_not_lost() {
        open(opening -> elsewhere(() -> {
            opening.onError(new IOException("reset"));
            return true;
        }));
        assertThat(closed).containsExactly(1006);
    }

    @Test
    void an_end_after_the_opening_is_told_at_once() {
        open(opening -> {});
        assertThat(closed).isEmpty();
        handler.onError(new IOException("reset"));
        handler.onAllDataRead();
        handler.destroy();
        assertThat(closed).containsExactly(1006);
    }

    @Test
    void data_that_comes_while_the_connection_opens_is_read_then() {
        socket.content.add((byte) 'x');
        open(opening -> {
            opening.onDataAvailable();
            assertThat(socket.content).as("not read yet").hasSize(1);
        });
        assertThat(read.toString()).isEqualTo("x");
        assertThat(socket.content).isEmpty();
    }

    @Test
    void data_after_the_opening_is_read_at_once() {
        open(opening -> {});
        socket.content.add((byte) 'y');
        handler.onDataAvailable();
        assertThat(read.toString()).isEqualTo("y");
    }

    @Test
    void the_container_is_told_to_close_only_when_its_threads_have_left_the_request() {
        open(opening -> {});
        handler.onAllDataRead();
        assertThat(closed).containsExactly(1000);
        assertThat(socket.closed).isFalse();
        settle();
        assertThat(socket.closed).isTrue();
    }

    private void settle() {
        assertThat(afterSettling).isNotEmpty();
        afterSettling.forEach(Runnable::run);
    }

    private void open(Consumer<GuardedUpgradeHandler> whileOpening) {
        handler.preInit(new Tyrus(() -> whileOpening.accept(handler), closed, read), new NoWriter(), false);
        handler.init(socket);
    }

    private static void elsewhere(Callable<Boolean> told) {
        FutureTask<Boolean> task = new FutureTask<>(told);
        new Thread(task, "container").start();
        try {
            assertThat(task.get(10, TimeUnit.SECONDS)).isTrue();
        } catch (Exception e) {
            throw new AssertionError("the container thread did not come back", e);
        }
    }

    /** Opens the connection as the endpoint does: the end is told before there is one. */
    private static final class Tyrus implements WebSocketEngine.UpgradeInfo {
        private final Runnable whileOpening;
        private final List<Integer> closed;
        private final StringBuffer read;

        Tyrus(Runnable whileOpening, List<Integer> closed, StringBuffer read) {
            this.whileOpening = whileOpening;
            this.closed = closed;
            this.read = read;
        }

        @Override
        public WebSocketEngine.UpgradeStatus getStatus() {
            return WebSocketEngine.UpgradeStatus.SUCCESS;
        }

        @Override
        public Connection createConnection(Writer own, Connection.CloseListener listener) {
            whileOpening.run();
            return new Connection() {
                @Override
                public ReadHandler getReadHandler() {
                    return bytes -> read.append(StandardCharsets.US_ASCII.decode(bytes));
                }

                @Override
                public Writer getWriter() {
                    return own;
                }

                @Override
                public Connection.CloseListener getCloseListener() {
                    return listener;
                }

                @Override
                public void close(CloseReason reason) {
                    closed.add(reason.getCloseCode().getCode());
                }
            };
        }
    }

    private static final class NoWriter extends Writer {
        @Override
        public void write(ByteBuffer buffer, CompletionHandler<ByteBuffer> completion) {
            throw new UnsupportedOperationException("nothing is written here");
        }

        @Override
        public void close() {}
    }

    private static final class Socket implements WebConnection {
        private final Queue<Byte> content = new ArrayDeque<>();
        private boolean closed;

        @Override
        public ServletInputStream getInputStream() {
            return new ServletInputStream() {
                @Override
                public boolean isFinished() {
                    return false;
                }

                @Override
                public boolean isReady() {
                    return !content.isEmpty();
                }

                @Override
                public void setReadListener(ReadListener listener) {
                    // The test is the container.
                }

                @Override
                public int read() {
                    return content.isEmpty() ? -1 : content.remove();
                }
            };
        }

        @Override
        public ServletOutputStream getOutputStream() {
            return new ServletOutputStream() {
                @Override
                public boolean isReady() {
                    return true;
                }

                @Override
                public void setWriteListener(WriteListener listener) {
                    // The test is the container.
                }

                @Override
                public void write(int b) {
                    throw new UnsupportedOperationException("nothing is written here");
                }
            };
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
