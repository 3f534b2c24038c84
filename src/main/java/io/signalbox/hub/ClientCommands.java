package io.signalbox.hub;

import io.signalbox.hub.CommandOutcome.Failed;
import io.signalbox.hub.CommandOutcome.Reason;
import io.signalbox.hub.PendingCommands.Pending;
import io.signalbox.identity.Identity;
import io.signalbox.identity.Tenant;
import io.signalbox.metrics.Count;
import io.signalbox.metrics.Metrics;
import io.signalbox.node.NodeScheduler;
import io.signalbox.protocol.Frame;
import io.signalbox.protocol.ReferenceFrames;
import io.signalbox.session.ClientSession;
import io.signalbox.session.SessionRegistry;
import io.signalbox.session.SessionState;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Asks clients to do something, of this node or another, and brings back what they answer themselves (contract 1.9). Nothing else
 * is ever taken for an answer: only the connection that was asked may give it, and what comes too late is left out.
 *
 * <p>Safe from any thread, and no call waits. Stages complete on the thread that brings the answer, which may be an
 * event loop: what depends on them must not block it.
 */
public final class ClientCommands {
    private final String nodeId;
    private final SessionRegistry sessions;
    private final Duration timeout;
    private final NodeScheduler scheduler;
    private final Metrics metrics;
    private final Clock clock;
    private final PendingCommands pending;
    private final NameQueries names;
    private final CommandsElsewhere elsewhere;
    private final AtomicLong lastRequest = new AtomicLong();

    ClientCommands(
            String nodeId,
            SessionRegistry sessions,
            NodeTalk others,
            CommandSettings settings,
            NodeScheduler scheduler,
            Metrics metrics,
            Clock clock) {
        this.nodeId = nodeId;
        this.sessions = sessions;
        this.timeout = settings.timeout();
        this.scheduler = scheduler;
        this.metrics = metrics;
        this.clock = clock;
        this.pending = new PendingCommands(settings.pending(), settings.pendingPerClient());
        this.names = new NameQueries(scheduler, settings.nameTimeout());
        this.elsewhere = new CommandsElsewhere(others, settings.timeout());
        metrics.gauge("signalbox_commands_pending", "commands that clients have not answered", pending::size);
    }

    /**
     * Sends a command to a client of this node, or, when it has no open one of that id, of the node that has. The stage
     * never fails, and completes at the latest when the times for answers of clients and of nodes are over.
     */
    public CompletionStage<CommandOutcome> send(ClientCommand command) {
        List<ClientSession> found = find(command.clientId(), command.tenant());
        List<ClientSession> open = open(found);
        return open.isEmpty() ? elsewhere.send(command, !found.isEmpty()) : send(command, open);
    }

    /** Sends a command to a client of this node. The stage never fails. */
    CompletionStage<CommandOutcome> sendHere(ClientCommand command) {
        List<ClientSession> found = find(command.clientId(), command.tenant());
        List<ClientSession> open = open(found);
        return open.isEmpty()
                ? CompletableFuture.completedStage(Failed.notThere(command, !found.isEmpty()))
                : send(command, open);
    }

    /** What another node has to know before it sends a command here. */
    NodeAnswer.Found found(String clientId, @Nullable Tenant tenant) {
        List<ClientSession> found = find(clientId, tenant);
        int open = open(found).size();
        return new NodeAnswer.Found(open, found.size() - open);
    }

    /**
     * Asks a client for its name, which the hub then knows too.
     *
     * @return a stage that never fails; empty when there is no such client
     */
    public CompletionStage<Optional<ClientName>> queryName(String clientId) {
        List<ClientSession> found = find(clientId, null);
        return found.isEmpty()
                ? CompletableFuture.completedStage(Optional.empty())
                : names.ask(found.get(0)).thenApply(Optional::of);
    }

    /** A client answered a command, or says so. */
    void answered(ClientSession from, Frame.CommandResponse answer) {
        Pending asked = pending.take(from, answer.requestId());
        if (asked == null || asked.late) {
            metrics.count(Count.COMMAND_ANSWERS_IGNORED);
            return;
        }
        metrics.count(Count.COMMANDS_ANSWERED);
        asked.outcome.complete(
                new CommandOutcome.Answered(nodeId, answer.success(), answer.message(), answer.dataJson()));
    }

    /** A client said its name, which its session knows by now. */
    void named(ClientSession from) {
        names.answered(from);
    }

    /** A connection is gone: it answers no more. */
    void gone(ClientSession session) {
        names.gone(session);
        pending.removeAll(session).forEach(ClientCommands::left);
    }

    private CompletionStage<CommandOutcome> send(ClientCommand command, List<ClientSession> open) {
        return open.size() > 1
                ? CompletableFuture.completedStage(Failed.ambiguous(command, open.size()))
                : send(command, open.get(0));
    }

    private CompletionStage<CommandOutcome> send(ClientCommand command, ClientSession session) {
        Pending asked = new Pending(session, Long.toString(lastRequest.incrementAndGet(), 36));
        if (!pending.add(asked)) {
            return CompletableFuture.completedStage(Failed.tooMany());
        }
        NodeScheduler.Task timer = scheduler.after(timeout, () -> timedOut(asked));
        var unused = asked.outcome.whenComplete((outcome, failure) -> timer.cancel());
        metrics.count(Count.COMMANDS_SENT);
        session.send(HubReplies.reference(
                ReferenceFrames.command(asked.requestId, command.command(), data(command), nodeId)));
        // It may have closed before it was known here that it was asked; then nobody says that it is gone.
        if (!session.isOpen() && pending.remove(asked)) {
            left(asked);
        }
        return asked.outcome.minimalCompletionStage();
    }

    /** A ping says when it was sent, so that the client can tell how long it took. */
    private @Nullable String data(ClientCommand command) {
        String data = command.dataJson();
        return data == null && command.command().equals("ping") ? "{\"server_time\":" + clock.millis() + "}" : data;
    }

    /**
     * Its place is kept for as long again: an answer that names no command and comes now is the one to this, and must
     * not be taken for the answer to the next.
     */
    private void timedOut(Pending asked) {
        if (pending.expire(asked)) {
            scheduler.after(timeout, () -> pending.remove(asked));
            metrics.count(Count.COMMANDS_TIMED_OUT);
            asked.outcome.complete(
                    new Failed(Reason.TIMED_OUT, "the client did not answer within " + timeout.toMillis() + " ms"));
        }
    }

    private static void left(Pending asked) {
        asked.outcome.complete(new Failed(Reason.OFFLINE, "the client left before it answered"));
    }

    private static List<ClientSession> open(List<ClientSession> found) {
        return found.stream()
                .filter(session -> session.state() == SessionState.OPEN)
                .toList();
    }

    /** Looks at every session: it is for operators, who ask now and then. */
    private List<ClientSession> find(String clientId, @Nullable Tenant tenant) {
        List<ClientSession> found = new ArrayList<>();
        sessions.forEach(session -> {
            Identity identity = session.identity();
            if (identity.clientId().equals(clientId)
                    && (tenant == null || tenant.equals(identity.user().tenant()))) {
                found.add(session);
            }
        });
        return found;
    }
}
