package io.signalbox.balancer;

import io.signalbox.protocol.CloseCode;
import io.signalbox.protocol.JsonCodec;
import io.signalbox.transport.ByteLink;
import io.signalbox.transport.DialResult;
import io.signalbox.transport.EventLoop;
import io.signalbox.transport.FrameTracker;
import io.signalbox.transport.FrameWriter;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A client joined to a backend. Bytes pass both ways as they are; frames of ours are put in between the backend's
 * frames, on the way to the client only.
 *
 * <p>Threads: everything that is written to the client, and all state, belongs to the backend's event loop. Bytes from
 * the client come on the client link's thread and touch {@link ClientStream} only; what they teach is handed to the loop.
 */
final class Tunnel {
    /** How long a client that was sent a close frame may take to answer it. */
    static final Duration CLOSE_WAIT = Duration.ofSeconds(2);

    /** How long a client may take to read what is queued for it when its tunnel ends. */
    private static final Duration END_WAIT = Duration.ofSeconds(5);

    private enum State {
        OPEN,
        /** A close frame of ours is on its way to the client; what else comes from the backend is dropped. */
        CLOSING,
        ENDED
    }

    private final Lease lease;
    private final ByteLink backend;
    private final ByteLink client;
    private final EventLoop loop;
    private final Clock clock;
    private final Consumer<Tunnel> whenLost;
    private final Consumer<Tunnel> whenEnded;
    private final Instant connectedAt;
    private final ClientStream fromClient = new ClientStream(this);
    private final FrameTracker toClient = new FrameTracker();

    private volatile ClientIdentity identity;
    private volatile long lastSeenMillis;
    private volatile State state = State.OPEN;

    private volatile @Nullable CloseCode waitingClose;
    private @Nullable ByteBuffer waitingText;
    private @Nullable CompletableFuture<NameAnswer> query;

    /**
     * @param whenLost told when the backend vanished without a close frame
     * @param whenEnded told once, at the end
     */
    Tunnel(
            Lease lease,
            DialResult.Upgraded upgraded,
            ByteLink client,
            ClientIdentity identity,
            Clock clock,
            Consumer<Tunnel> whenLost,
            Consumer<Tunnel> whenEnded) {
        this.lease = lease;
        this.backend = upgraded.link();
        this.loop = upgraded.loop();
        this.client = client;
        this.identity = identity;
        this.clock = clock;
        this.whenLost = whenLost;
        this.whenEnded = whenEnded;
        this.lastSeenMillis = clock.millis();
        this.connectedAt = Instant.ofEpochMilli(lastSeenMillis);
    }

    void start() {
        backend.start(new FromBackend());
        client.start(new FromClient());
    }

    Backend backend() {
        return lease.backend();
    }

    ClientIdentity identity() {
        return identity;
    }

    Instant connectedAt() {
        return connectedAt;
    }

    ClientView view() {
        ClientIdentity who = identity;
        return new ClientView(
                who.id(),
                who.name(),
                backend().id(),
                connectedAt,
                Instant.ofEpochMilli(lastSeenMillis),
                state == State.OPEN && waitingClose == null);
    }

    /** Closes with {@code code} as soon as no frame is half written. Any thread. */
    void close(CloseCode code) {
        loop.execute(() -> {
            waitingClose = code;
            loop.after(CLOSE_WAIT, this::finish);
            putIn();
        });
    }

    /** Ends both sides at once. Any thread. */
    void abort() {
        client.abort();
        backend.abort();
        loop.execute(this::finish);
    }

    /** Whether one side has not taken a byte for longer than {@code limit}. */
    boolean stalled(Duration limit) {
        return client.congestedFor().compareTo(limit) > 0
                || backend.congestedFor().compareTo(limit) > 0;
    }

    /** Asks the client for its name. Any thread; never fails, and answers after {@code timeout} at the latest. */
    CompletionStage<NameAnswer> queryName(Duration timeout) {
        CompletableFuture<NameAnswer> answer = new CompletableFuture<>();
        loop.execute(() -> ask(answer, timeout));
        return answer;
    }

    /** The client's first text frame was a registration. Any thread. */
    void registered(ClientIdentity newIdentity) {
        identity = newIdentity;
    }

    /** The client told its name. Any thread. */
    void named(String name) {
        loop.execute(() -> {
            if (ClientIdentity.acceptable(name)) {
                identity = identity.named(name);
                answer(true);
            }
        });
    }

    private void ask(CompletableFuture<NameAnswer> answer, Duration timeout) {
        if (query != null) {
            var unused = query.thenAccept(answer::complete);
            return;
        }
        query = answer;
        if (state != State.OPEN) {
            answer(false);
            return;
        }
        EventLoop.Timer timer = loop.after(timeout, () -> answer(false));
        var unused = answer.whenComplete((done, failure) -> timer.cancel());
        fromClient.listenForName(true);
        waitingText = FrameWriter.text("{\"type\":\"query_name\",\"id\":" + JsonCodec.quote(identity.id()) + "}");
        putIn();
    }

    private void answer(boolean answered) {
        CompletableFuture<NameAnswer> asked = query;
        query = null;
        waitingText = null;
        fromClient.listenForName(false);
        if (asked != null) {
            ClientIdentity who = identity;
            asked.complete(new NameAnswer(who.id(), who.name(), backend().id(), answered));
        }
    }

    /** Writes frames of ours that wait, where the stream to the client allows it. */
    private void putIn() {
        if (state != State.OPEN) {
            return;
        }
        ByteBuffer text = waitingText;
        if (text != null && toClient.betweenMessages()) {
            waitingText = null;
            client.write(text);
        }
        CloseCode code = waitingClose;
        if (code != null && toClient.betweenFrames()) {
            state = State.CLOSING;
            client.write(FrameWriter.close(code));
        }
    }

    private void backendEnded() {
        if (state == State.OPEN && !toClient.closeSeen()) {
            whenLost.accept(this);
            close(CloseCode.SERVICE_RESTART);
            if (!toClient.betweenFrames()) {
                // A frame is cut off: nothing but the end of the socket is true now.
                finish();
            }
        } else if (state == State.OPEN) {
            finish();
        }
        // While closing, the client's own close frame is waited for.
    }

    /** Ends both sides after what is queued. On the loop. */
    private void finish() {
        if (state == State.ENDED) {
            return;
        }
        state = State.ENDED;
        client.end();
        loop.after(END_WAIT, client::abort);
        backend.end();
        lease.release();
        answer(false);
        whenEnded.accept(this);
    }

    /** What comes from the backend, on the loop. */
    private final class FromBackend implements ByteLink.Receiver {
        @Override
        public boolean received(ByteBuffer bytes) {
            if (waitingText == null && waitingClose == null && state == State.OPEN) {
                toClient.advanceAll(bytes.duplicate());
                return client.write(bytes);
            }
            boolean more = true;
            while (bytes.hasRemaining() && state == State.OPEN) {
                ByteBuffer part = bytes.duplicate();
                toClient.advance(bytes);
                more = client.write(part.limit(bytes.position()));
                putIn();
            }
            return more;
        }

        @Override
        public void writable() {
            client.resumeReading();
        }

        @Override
        public void ended(@Nullable Throwable cause) {
            backendEnded();
        }
    }

    /** What comes from the client, on the client link's threads. */
    private final class FromClient implements ByteLink.Receiver {
        @Override
        public boolean received(ByteBuffer bytes) {
            lastSeenMillis = clock.millis();
            fromClient.follow(bytes.duplicate());
            boolean more = backend.write(bytes);
            if (state == State.CLOSING && fromClient.closeSeen()) {
                loop.execute(Tunnel.this::finish);
            }
            return more;
        }

        @Override
        public void writable() {
            backend.resumeReading();
        }

        @Override
        public void ended(@Nullable Throwable cause) {
            loop.execute(Tunnel.this::finish);
        }
    }
}
