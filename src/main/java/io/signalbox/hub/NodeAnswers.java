package io.signalbox.hub;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Answers what other hubs ask, from the connections of this node only: a question is never passed on. Never blocks. */
final class NodeAnswers {
    private final String nodeId;
    private final NodeLinks links;
    private final ClientCommands commands;
    private final Kicks kicks;

    NodeAnswers(String nodeId, NodeLinks links, ClientCommands commands, Kicks kicks) {
        this.nodeId = nodeId;
        this.links = links;
        this.commands = commands;
        this.kicks = kicks;
    }

    void answer(LinkMessage.Ask ask) {
        var unused = answer(ask.question())
                .thenAccept(answer -> links.toNode(ask.from(), new LinkMessage.Reply(nodeId, ask.id(), answer)));
    }

    private CompletionStage<? extends NodeAnswer> answer(NodeQuestion question) {
        if (question instanceof NodeQuestion.FindClient find) {
            return CompletableFuture.completedStage(commands.found(find.clientId(), find.tenant()));
        } else if (question instanceof NodeQuestion.RunCommand run) {
            return commands.sendHere(run.command()).thenApply(NodeAnswer.Ran::new);
        } else if (question instanceof NodeQuestion.Kick kick) {
            KickResult result = kicks.kick(kick.order());
            return CompletableFuture.completedStage(new NodeAnswer.Ended(result.kicked(), result.notified()));
        } else if (question instanceof NodeQuestion.Disconnect client) {
            return CompletableFuture.completedStage(
                    new NodeAnswer.Ended(kicks.disconnectClient(client.tenant(), client.clientId()), false));
        }
        throw new IllegalArgumentException("no answer to " + question.getClass());
    }
}
