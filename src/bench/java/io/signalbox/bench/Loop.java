package io.signalbox.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The one thread of the load generator: all connections, read and written in turns. */
final class Loop implements AutoCloseable {
    private static final int BUFFER = 1024 * 1024;
    private static final long MILLI = 1_000_000;

    private final Selector selector;
    private final boolean busy;
    private final ByteBuffer direct = ByteBuffer.allocateDirect(BUFFER);
    private final byte[] buffer = new byte[2 * BUFFER];
    private final List<Peer> dirty = new ArrayList<>();
    private @Nullable String lastError;

    /** @param busy never sleeps: then no server pays for waking this process up, and a core is used up */
    Loop(boolean busy) throws IOException {
        this.selector = Selector.open();
        this.busy = busy;
    }

    /**
     * Begins a connection to a server on 127.0.0.1.
     *
     * @param source last byte of the loopback address it comes from; 0: the system chooses
     * @param welcome text that the server's first message holds; null when there is none
     */
    Peer connect(int index, int port, int source, String path, @Nullable String welcome, PeerEvents events)
            throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        if (source > 0) {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(new InetSocketAddress(loopback(source), 0));
        }
        SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
        Peer peer = new Peer(index, channel, key, new Upgrade(path), welcome, events);
        key.attach(peer);
        channel.connect(new InetSocketAddress(loopback(1), port));
        return peer;
    }

    /** Sends one text message at the end of this turn. */
    void send(Peer peer, byte[] text, int length) {
        if (peer.text(text, length)) {
            dirty.add(peer);
        }
    }

    /** Begins the closing handshake at the end of this turn. */
    void close(Peer peer) {
        if (peer.close()) {
            dirty.add(peer);
        }
    }

    /** One turn: writes what was collected, waits for something at most until then, and reads it. */
    void turn(long untilNanos) {
        flush();
        long wait = busy ? 0 : (untilNanos - System.nanoTime()) / MILLI;
        try {
            if (wait <= 0) {
                selector.selectNow(this::handle);
            } else {
                selector.select(this::handle, wait);
            }
        } catch (IOException e) {
            throw new BenchException("selecting", e);
        }
        flush();
    }

    /** Why the last connection was lost, for a message; empty when none was. */
    String lastError() {
        return lastError == null ? "" : lastError;
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : List.copyOf(selector.keys())) {
            key.channel().close();
        }
        selector.close();
    }

    private void flush() {
        for (Peer peer : dirty) {
            try {
                peer.flush();
            } catch (IOException e) {
                lost(peer, e);
            }
        }
        dirty.clear();
    }

    private void handle(SelectionKey key) {
        Peer peer = (Peer) key.attachment();
        try {
            if (key.isConnectable()) {
                peer.connected();
                return;
            }
            if (key.isWritable()) {
                peer.flush();
            }
            if (key.isValid() && key.isReadable()) {
                read(peer, (SocketChannel) key.channel());
            }
        } catch (IOException e) {
            lost(peer, e);
        }
    }

    private void read(Peer peer, SocketChannel channel) throws IOException {
        direct.clear();
        int count = channel.read(direct);
        if (count < 0) {
            peer.ended();
            return;
        }
        int rest = peer.restLength();
        direct.flip();
        direct.get(buffer, rest, count);
        peer.received(buffer, rest + count);
    }

    private void lost(Peer peer, IOException cause) {
        lastError = String.valueOf(cause.getMessage());
        peer.ended();
    }

    private static InetAddress loopback(int last) throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
    }
}
