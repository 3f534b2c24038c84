package io.signalbox.bench;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Many connections to one server: opened together, watched, closed together. A connection that ends early is a fault. */
final class Crowd implements PeerEvents {
    /** Handshakes under way at a time. */
    private static final int IN_FLIGHT = 64;
    /** Ports of one source address are limited. */
    private static final int PER_SOURCE = 5000;

    private static final int MAX_RETRIES = 100;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Loop loop;
    private final ServerProcess server;
    private final IntFunction<String> paths;
    private final TextHandler handler;
    private final @Nullable Peer[] peers;
    private int begun;
    private int open;
    private int retries;
    private boolean closing;

    /** @param paths of each connection, by its index */
    Crowd(Loop loop, ServerProcess server, int size, IntFunction<String> paths, TextHandler handler) {
        this.loop = loop;
        this.server = server;
        this.paths = paths;
        this.handler = handler;
        this.peers = new Peer[size];
    }

    /** Opens all, and returns when all are open. */
    void open() {
        long deadline = System.nanoTime() + PATIENCE_NANOS + peers.length * 2_000_000L;
        while (open < peers.length) {
            while (begun < peers.length && begun - open < IN_FLIGHT) {
                begin(begun++);
            }
            if (System.nanoTime() > deadline) {
                throw new BenchException(server.name() + ": " + open + " of " + peers.length + " connections opened; "
                        + loop.lastError());
            }
            loop.turn(System.nanoTime() + 1_000_000);
        }
    }

    /** Closing handshakes with all; those that do not answer in time are cut. */
    void close() {
        closing = true;
        for (Peer peer : peers) {
            if (peer != null && peer.isPaused()) {
                peer.abort();
                open--;
            } else if (peer != null && peer.isOpen()) {
                loop.close(peer);
            }
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (open > 0 && System.nanoTime() < deadline) {
            loop.turn(System.nanoTime() + 1_000_000);
        }
        for (Peer peer : peers) {
            if (peer != null) {
                peer.abort();
            }
        }
    }

    Peer peer(int index) {
        Peer peer = peers[index];
        if (peer == null) {
            throw new IllegalStateException("not connected: " + index);
        }
        return peer;
    }

    /** Handshakes that failed and were tried again. */
    int retries() {
        return retries;
    }

    @Override
    public void opened(Peer peer) {
        open++;
    }

    @Override
    public void text(Peer peer, byte[] bytes, int from, int to) {
        if (!closing) {
            handler.text(peer, bytes, from, to);
        }
    }

    @Override
    public void closed(Peer peer, int closeCode) {
        if (closing) {
            open--;
        } else if (!peer.wasOpen()) {
            retries++;
            if (retries > MAX_RETRIES) {
                throw new BenchException(server.name() + ": refuses connections: " + loop.lastError());
            }
            begin(peer.index);
        } else {
            throw new BenchException(server.name() + ": connection " + peer.index + " ended early, close code "
                    + closeCode + " " + loop.lastError());
        }
    }

    private void begin(int index) {
        int source = peers.length > PER_SOURCE ? 2 + index / PER_SOURCE : 0;
        try {
            peers[index] = loop.connect(index, server.port(), source, paths.apply(index), server.welcome(), this);
        } catch (IOException e) {
            throw new BenchException("connecting to " + server.name(), e);
        }
    }

    /** Told of messages. */
    @FunctionalInterface
    interface TextHandler {
        void text(Peer peer, byte[] bytes, int from, int to);
    }
}
