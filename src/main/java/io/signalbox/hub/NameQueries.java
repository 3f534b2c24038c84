package io.signalbox.hub;

import io.signalbox.node.NodeScheduler;
import io.signalbox.protocol.ReferenceFrames;
import io.signalbox.session.ClientSession;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Asks clients for their names (contract N02). Who asks while somebody else does gets the same answer. Safe from any
 * thread; at most one question for each connection.
 */
final class NameQueries {
    private final ConcurrentMap<ClientSession, CompletableFuture<Boolean>> asked = new ConcurrentHashMap<>();
    private final NodeScheduler scheduler;
    private final Duration timeout;

    NameQueries(NodeScheduler scheduler, Duration timeout) {
        this.scheduler = scheduler;
        this.timeout = timeout;
    }

    /** Never fails; answers in time, if only with the name that is known. */
    CompletionStage<ClientName> ask(ClientSession session) {
        CompletableFuture<Boolean> mine = new CompletableFuture<>();
        CompletableFuture<Boolean> earlier = asked.putIfAbsent(session, mine);
        CompletionStage<ClientName> answer =
                (earlier == null ? mine : earlier).thenApply(answered -> nameOf(session, answered));
        if (earlier == null) {
            NodeScheduler.Task timer = scheduler.after(timeout, () -> end(session, mine, false));
            var unused = mine.whenComplete((answered, failure) -> timer.cancel());
            session.send(HubReplies.reference(
                    ReferenceFrames.queryName(session.identity().clientId())));
            if (!session.isOpen()) {
                end(session, mine, false);
            }
        }
        return answer;
    }

    /** The client said its name. */
    void answered(ClientSession session) {
        CompletableFuture<Boolean> question = asked.get(session);
        if (question != null) {
            end(session, question, true);
        }
    }

    /** The connection is gone. */
    void gone(ClientSession session) {
        CompletableFuture<Boolean> question = asked.get(session);
        if (question != null) {
            end(session, question, false);
        }
    }

    private void end(ClientSession session, CompletableFuture<Boolean> question, boolean answered) {
        asked.remove(session, question);
        question.complete(answered);
    }

    private static ClientName nameOf(ClientSession session, boolean answered) {
        return new ClientName(session.identity().clientId(), session.name(), answered);
    }
}
