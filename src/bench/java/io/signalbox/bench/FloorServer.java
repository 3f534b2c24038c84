package io.signalbox.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The floor: the least that a WebSocket server in Java has to do. One thread, one selector, no HTTP beyond the
 * handshake, nothing decoded, and what a turn brings for a connection goes out in one write. What any server costs more
 * than this is what it does more than this.
 */
final class FloorServer {
    private static final int READ_BUFFER = 1024 * 1024;

    private final Selector selector;
    private final ServerSocketChannel listener;
    private final ByteBuffer reading = ByteBuffer.allocateDirect(READ_BUFFER);
    private final List<FloorConnection> subscribers = new ArrayList<>();
    private final Map<String, FloorConnection> byId = new HashMap<>();
    private final List<FloorConnection> dirty = new ArrayList<>();
    private final int drop;
    private int messages;

    private FloorServer(int port, int drop) throws IOException {
        this.drop = drop;
        selector = Selector.open();
        listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), 4096);
        listener.configureBlocking(false);
        listener.register(selector, SelectionKey.OP_ACCEPT);
    }

    /** @param arguments port, and the number of the message to lose; 0: none */
    public static void main(String[] arguments) throws IOException {
        new FloorServer(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1])).run();
    }

    private void run() throws IOException {
        while (true) {
            selector.select(this::handle);
            for (FloorConnection connection : dirty) {
                flush(connection);
            }
            dirty.clear();
        }
    }

    private void handle(SelectionKey key) {
        if (key.isAcceptable()) {
            accept();
            return;
        }
        FloorConnection connection = (FloorConnection) key.attachment();
        try {
            if (key.isWritable()) {
                connection.write();
            }
            if (key.isReadable() && !connection.read(reading)) {
                end(connection);
            }
        } catch (IOException e) {
            end(connection);
        }
    }

    private void accept() {
        try {
            SocketChannel channel = listener.accept();
            while (channel != null) {
                channel.configureBlocking(false);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
                key.attach(new FloorConnection(this, channel, key));
                channel = listener.accept();
            }
        } catch (IOException e) {
            System.err.println("not accepted: " + e);
        }
    }

    /** A connection said in its handshake what it is. */
    void opened(FloorConnection connection) {
        if (connection.role() == Role.SUBSCRIBER) {
            subscribers.add(connection);
        } else if (connection.role() == Role.PAIR) {
            byId.put(connection.id(), connection);
        }
    }

    /** A text message; {@code frame} is what goes out: header and payload without mask. */
    void message(FloorConnection from, byte[] frame, int length, int header) {
        if (++messages == drop) {
            return;
        }
        if (from.role() == Role.PUBLISHER) {
            for (FloorConnection subscriber : subscribers) {
                send(subscriber, frame, length);
            }
        } else if (from.role() == Role.PAIR) {
            int end = header;
            while (end < length && frame[end] != ' ') {
                end++;
            }
            FloorConnection receiver = byId.get(new String(frame, header, end - header, StandardCharsets.US_ASCII));
            if (receiver != null) {
                send(receiver, frame, length);
            }
        } else {
            send(from, frame, length);
        }
    }

    /** Collects bytes for a connection until the end of the turn. */
    void send(FloorConnection to, byte[] bytes, int length) {
        if (to.collect(bytes, length)) {
            dirty.add(to);
        }
    }

    private void flush(FloorConnection connection) {
        try {
            connection.flush();
        } catch (IOException e) {
            end(connection);
        }
    }

    private void end(FloorConnection connection) {
        connection.close();
        if (connection.role() == Role.SUBSCRIBER) {
            subscribers.remove(connection);
        } else if (connection.role() == Role.PAIR) {
            byId.remove(connection.id(), connection);
        }
    }
}
