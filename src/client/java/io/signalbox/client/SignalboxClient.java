package io.signalbox.client;

import io.signalbox.protocol.AckLevel;
import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Limits;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.MessageBuilder;
import io.signalbox.protocol.MessageType;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One user's device on the hub, over as many connections as it takes. Safe from any thread; no call but {@link #close}
 * waits. Futures fail with a {@link SignalboxException} that has a code.
 */
public final class SignalboxClient implements AutoCloseable {
    /** Worth something only now: with no connection they are refused instead of kept. */
    private static final Set<MessageType> EPHEMERAL =
            EnumSet.of(MessageType.TYPING, MessageType.PING, MessageType.HEARTBEAT, MessageType.PONG);

    private final ClientCore core;
    private final ClientParts parts;
    private final String clientId;
    private final @Nullable ThreadPoolExecutor ownListeners;
    /** Calls on their way to the scheduler thread: a caller that is faster than it must not fill the memory. */
    private final AtomicInteger arriving = new AtomicInteger();

    SignalboxClient(ClientCore core, ClientParts parts, String clientId, @Nullable ThreadPoolExecutor ownListeners) {
        this.core = core;
        this.parts = parts;
        this.clientId = clientId;
        this.ownListeners = ownListeners;
    }

    /** Starts a client of that endpoint, for example {@code wss://host/ws}. */
    public static ClientBuilder builder(URI endpoint) {
        return new ClientBuilder(endpoint);
    }

    /** Where it is in its life. */
    public ClientState state() {
        return core.state();
    }

    /** What names its connections. */
    public String clientId() {
        return clientId;
    }

    /** The groups it is in, and comes back to after a lost connection. */
    public List<String> groups() {
        return core.groups().joined();
    }

    /** The inbox entry up to which everything is processed; an option of the same name starts a later client there. */
    public long processedUpTo() {
        return core.resumePoint().lastSeq();
    }

    /** How far it came, and in which life of the inbox: what {@link ResumeStorage} keeps. */
    public ResumePoint resumePoint() {
        return core.resumePoint();
    }

    /** Completes when the hub registered the first connection; fails only when the client closes before that. */
    public CompletableFuture<Registration> connect() {
        hop(core::connect);
        CompletableFuture<Registration> own = new CompletableFuture<>();
        var unused = core.connected().whenComplete((registration, error) -> {
            if (error == null) {
                own.complete(registration);
            } else {
                own.completeExceptionally(error);
            }
        });
        return own;
    }

    /**
     * Sends a message. Untracked, it completes once it is written; with {@code requireAck} it is tracked, as by
     * {@link #publish}, and completes at the hub's word.
     */
    public CompletableFuture<Void> send(Message message) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        submit(message.requireAck() ? Entry.Kind.TRACKED : Entry.Kind.PLAIN, message, new Completing(result));
        return result;
    }

    /** Sends to every device of a user. */
    public CompletableFuture<Void> sendTo(String user, String content) {
        return send(text(content).receiver(user).build());
    }

    /** Sends to the members of a group this client is in. */
    public CompletableFuture<Void> sendToGroup(String group, String content) {
        return send(text(content).groupIds(List.of(group)).build());
    }

    /** Sends to every connection of the app. */
    public CompletableFuture<Void> broadcast(String content) {
        return send(text(content).broadcastGlobal(true).build());
    }

    /** Sends a message, tracked: again under the same id on each new connection, until the hub's word about it. */
    public PublishReceipt publish(Message message) {
        Message tracked = named(message.toBuilder().requireAck(true).build());
        PublishReceipt receipt = new PublishReceipt(String.valueOf(tracked.messageId()));
        submit(Entry.Kind.TRACKED, tracked, new Entry.Outcome() {
            @Override
            public void confirmed(AckLevel level) {
                parts.completions().execute(() -> receipt.confirm(level));
            }

            @Override
            public void delivered(boolean known) {
                parts.completions().execute(() -> receipt.deliver(known));
            }

            @Override
            public void failed(SignalboxException error) {
                parts.completions().execute(() -> receipt.fail(error));
            }
        });
        return receipt;
    }

    /** Completes when the hub confirmed; from then on the groups are joined again on each new connection. */
    public CompletableFuture<Void> joinGroups(Collection<String> groups) {
        List<String> wanted = List.copyOf(groups);
        return command("group_join", wanted, () -> core.groups().add(wanted), () -> {});
    }

    /** From the call on the groups are not joined again; completes when the hub confirmed. */
    public CompletableFuture<Void> leaveGroups(Collection<String> groups) {
        List<String> unwanted = List.copyOf(groups);
        return command("group_leave", unwanted, () -> {}, () -> core.groups().remove(unwanted));
    }

    /** Confirms a tracked message; needed only without {@code autoAck}. */
    public void acknowledge(Message message) {
        if (message.seq() != 0) {
            hop(() -> core.acknowledge(message));
        }
    }

    /**
     * Ends the client for good: whoever waits is told {@code closed}, and the hub that it is deliberate. Waits for both,
     * and for the listeners, no longer than {@code closeTimeout} each; not at all on the thread of a listener.
     */
    @Override
    public void close() {
        hop(core::close);
        if (!core.deliveries().onOwnThread()) {
            Duration patience = parts.options().closeTimeout();
            boolean ended = within(core.ended(), patience.plus(patience.dividedBy(2)));
            if (!(ended && within(core.deliveries().drained(), patience)) && ownListeners != null) {
                ownListeners.shutdownNow();
            }
        }
        if (ownListeners != null) {
            ownListeners.shutdown();
        }
    }

    private CompletableFuture<Void> command(String name, List<String> groups, Runnable atSuccess, Runnable atOnce) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        Message command = Message.builder(MessageType.COMMAND)
                .content(name)
                .groupIds(groups)
                .build();
        hop(atOnce);
        submit(Entry.Kind.COMMAND, command, new Completing(result) {
            @Override
            public void done() {
                atSuccess.run();
                super.done();
            }
        });
        return result;
    }

    private void submit(Entry.Kind kind, Message message, Entry.Outcome outcome) {
        Message sent = named(message);
        String id = String.valueOf(sent.messageId());
        String text = JsonCodec.encode(sent).live();
        int bytes = TextAssembler.utf8Bytes(text, Limits.MAX_MESSAGE_BYTES);
        ClientErrorCode refusal = null;
        if (core.state() == ClientState.CLOSED) {
            refusal = ClientErrorCode.CLOSED;
        } else if (bytes > Limits.MAX_MESSAGE_BYTES) {
            refusal = ClientErrorCode.MESSAGE_TOO_LARGE;
        } else if (arriving.incrementAndGet() > parts.options().maxQueued()) {
            arriving.decrementAndGet();
            refusal = ClientErrorCode.BUFFER_FULL;
        } else if (!hop(() -> {
            arriving.decrementAndGet();
            core.submit(new Entry(id, kind, text, bytes, outcome), EPHEMERAL.contains(sent.type()));
        })) {
            refusal = ClientErrorCode.CLOSED;
        }
        if (refusal != null) {
            outcome.failed(SignalboxException.of(refusal, "refused: " + refusal.wireName(), id));
        }
    }

    private Message named(Message message) {
        return message.messageId() == null
                ? message.toBuilder().messageId(parts.newId("m-")).build()
                : message;
    }

    private boolean hop(Runnable task) {
        try {
            parts.scheduler().execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            // The last client of the process is closed, so this one is.
            return false;
        }
    }

    private static MessageBuilder text(String content) {
        return Message.builder(MessageType.TEXT).content(content);
    }

    private static boolean within(CompletableFuture<Void> end, Duration patience) {
        try {
            end.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    /** Tells a future how a message or a command ended. */
    private class Completing implements Entry.Outcome {
        private final CompletableFuture<Void> result;

        Completing(CompletableFuture<Void> result) {
            this.result = result;
        }

        @Override
        public void written() {
            complete();
        }

        @Override
        public void done() {
            complete();
        }

        @Override
        public void confirmed(AckLevel level) {
            complete();
        }

        @Override
        public void failed(SignalboxException error) {
            parts.completions().execute(() -> result.completeExceptionally(error));
        }

        private void complete() {
            parts.completions().execute(() -> result.complete(null));
        }
    }
}
