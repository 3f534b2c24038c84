package io.signalbox.hub;

import io.signalbox.hub.CommandOutcome.Failed;
import io.signalbox.hub.CommandOutcome.Reason;
import io.signalbox.hub.NodeTalk.Answers;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Commands to clients of other nodes (contract N09). First every node is asked whether it has the client, and then the
 * one that has it is given the command: so no two clients of one id ever carry out the same command.
 */
final class CommandsElsewhere {
    private final NodeTalk nodes;
    private final Duration clientTime;

    /** @param clientTime how long a node waits for its client */
    CommandsElsewhere(NodeTalk nodes, Duration clientTime) {
        this.nodes = nodes;
        this.clientTime = clientTime;
    }

    /** @param leavingHere this node has the client, but its connection is being closed. @return a stage that never fails */
    CompletionStage<CommandOutcome> send(ClientCommand command, boolean leavingHere) {
        return nodes.askOthers(new NodeQuestion.FindClient(command.clientId(), command.tenant()))
                .thenCompose(answers -> send(command, leavingHere, answers));
    }

    private CompletionStage<CommandOutcome> send(ClientCommand command, boolean leavingHere, Answers answers) {
        Collection<NodeAnswer> found = answers.byNode().values();
        int open = found.stream().mapToInt(CommandsElsewhere::open).sum();
        if (open == 1) {
            return run(command, only(answers));
        }
        if (!answers.asked()) {
            return CompletableFuture.completedStage(Failed.tooMany());
        }
        if (open > 1) {
            return CompletableFuture.completedStage(Failed.ambiguous(command, open));
        }
        if (!answers.silent().isEmpty()) {
            return CompletableFuture.completedStage(new Failed(
                    Reason.TIMED_OUT, "did not say in time whether they have the client: " + answers.silent()));
        }
        boolean leaving = leavingHere || found.stream().anyMatch(CommandsElsewhere::leaving);
        return CompletableFuture.completedStage(Failed.notThere(command, leaving));
    }

    private CompletionStage<CommandOutcome> run(ClientCommand command, String node) {
        return nodes.ask(node, new NodeQuestion.RunCommand(command), clientTime)
                .thenApply(answers -> outcome(node, answers));
    }

    private static CommandOutcome outcome(String node, Answers answers) {
        if (answers.byNode().get(node) instanceof NodeAnswer.Ran ran) {
            return ran.outcome();
        }
        return answers.asked()
                ? new Failed(Reason.TIMED_OUT, "node " + node + " did not say in time what its client answered")
                : Failed.tooMany();
    }

    private static String only(Answers answers) {
        Optional<String> node = answers.byNode().entrySet().stream()
                .filter(entry -> open(entry.getValue()) > 0)
                .map(Map.Entry::getKey)
                .findFirst();
        return node.orElseThrow();
    }

    private static int open(NodeAnswer answer) {
        return answer instanceof NodeAnswer.Found found ? found.open() : 0;
    }

    private static boolean leaving(NodeAnswer answer) {
        return answer instanceof NodeAnswer.Found found && found.leaving() > 0;
    }
}
