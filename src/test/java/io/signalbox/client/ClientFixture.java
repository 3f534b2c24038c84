package io.signalbox.client;

import io.signalbox.protocol.Message;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A client on a manual clock and fake wires, and what it told. Everything runs on the thread of the test. */
final class ClientFixture {
    final ManualClock clock = new ManualClock();
    final List<FakeWire> wires = new ArrayList<>();
    final List<Message> messages = new ArrayList<>();
    final List<ClientState> states = new ArrayList<>();
    final List<Acknowledgement> acks = new ArrayList<>();
    final List<Registration> registrations = new ArrayList<>();
    final List<Recovery> recoveries = new ArrayList<>();
    final List<Disconnection> disconnections = new ArrayList<>();
    final List<SignalboxException> errors = new ArrayList<>();
    /** Listener calls that wait, while the listener is stuck. */
    final Deque<Runnable> stuck = new ArrayDeque<>();

    boolean listenerStuck;
    int releases;
    double random = 0.5;
    Consumer<Message> onMessage = message -> {};
    static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    final SignalboxClient client;
    private int lastId;

    ClientFixture() {
        this(builder -> builder, options -> options, true);
    }

    static ClientFixture with(UnaryOperator<ClientOptionsBuilder> options) {
        return new ClientFixture(builder -> builder, options, true);
    }

    ClientFixture(
            UnaryOperator<ClientBuilder> builder, UnaryOperator<ClientOptionsBuilder> options, boolean listening) {
        Executor listeners = task -> {
            if (listenerStuck) {
                stuck.add(task);
            } else {
                task.run();
            }
        };
        ClientParts parts = new ClientParts(
                options.apply(ClientOptions.builder()).build(),
                clock,
                (address, listener) -> {
                    FakeWire wire = new FakeWire(address, listener);
                    wires.add(wire);
                    return wire;
                },
                listeners,
                Runnable::run,
                () -> random,
                Clock.fixed(NOW, ZoneOffset.UTC),
                () -> "id" + ++lastId,
                () -> releases++);
        ClientBuilder start = SignalboxClient.builder(URI.create("ws://hub.test/ws"))
                .userId("alice")
                .clientId("c-1");
        client = builder.apply(listening ? start.listener(new Recorder()) : start)
                .build(parts);
    }

    /** Connected, and registered by the hub. */
    static ClientFixture connected() {
        ClientFixture fixture = new ClientFixture();
        fixture.connect();
        return fixture;
    }

    FakeWire connect() {
        var unused = client.connect();
        wire().registers();
        return wire();
    }

    /** The wire of now. */
    FakeWire wire() {
        return wires.get(wires.size() - 1);
    }

    /** Cuts the wire and lets the client dial again. */
    FakeWire cut() {
        int before = wires.size();
        wire().fails();
        while (wires.size() == before) {
            clock.advanceMillis(50);
        }
        return wire();
    }

    void unstick() {
        listenerStuck = false;
        for (Runnable task = stuck.poll(); task != null; task = stuck.poll()) {
            task.run();
        }
    }

    List<String> contents() {
        return messages.stream()
                .map(message -> String.valueOf(message.content()))
                .toList();
    }

    /** The code a future failed with, or what it is instead. */
    static String code(CompletableFuture<?> future) {
        if (!future.isDone()) {
            return "(waits)";
        }
        try {
            future.join();
            return "(done)";
        } catch (CompletionException e) {
            return e.getCause() instanceof SignalboxException coded ? coded.code() : e.toString();
        }
    }

    private final class Recorder implements ClientListener {
        @Override
        public void onMessage(Message message) {
            messages.add(message);
            onMessage.accept(message);
        }

        @Override
        public void onState(ClientState state, ClientState previous) {
            states.add(state);
        }

        @Override
        public void onRegistered(Registration registration) {
            registrations.add(registration);
        }

        @Override
        public void onRecovered(Recovery recovery) {
            recoveries.add(recovery);
        }

        @Override
        public void onAck(Acknowledgement acknowledgement) {
            acks.add(acknowledgement);
        }

        @Override
        public void onDisconnected(Disconnection disconnection) {
            disconnections.add(disconnection);
        }

        @Override
        public void onError(SignalboxException error) {
            errors.add(error);
        }
    }
}
