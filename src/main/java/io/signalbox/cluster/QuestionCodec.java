package io.signalbox.cluster;

import static io.signalbox.cluster.ClusterCodec.tenant;
import static io.signalbox.cluster.ClusterCodec.text;
import static io.signalbox.cluster.ClusterCodec.user;

import io.signalbox.hub.ClientCommand;
import io.signalbox.hub.CommandOutcome;
import io.signalbox.hub.KickOrder;
import io.signalbox.hub.NodeAnswer;
import io.signalbox.hub.NodeQuestion;
import io.signalbox.identity.Tenant;
import io.signalbox.protocol.ProtocolException;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Questions of nodes and their answers, as part of what {@link ClusterCodec} writes. */
final class QuestionCodec {
    private static final int FIND_CLIENT = 1;
    private static final int RUN_COMMAND = 2;
    private static final int KICK = 3;
    private static final int DISCONNECT = 4;

    private static final int FOUND = 1;
    private static final int ANSWERED = 2;
    private static final int FAILED = 3;
    private static final int ENDED = 4;

    private QuestionCodec() {}

    static void write(DataOutputStream out, NodeQuestion question) throws IOException {
        if (question instanceof NodeQuestion.FindClient find) {
            out.writeByte(FIND_CLIENT);
            text(out, find.clientId());
            optional(out, find.tenant());
        } else if (question instanceof NodeQuestion.RunCommand run) {
            ClientCommand command = run.command();
            out.writeByte(RUN_COMMAND);
            text(out, command.clientId());
            optional(out, command.tenant());
            text(out, command.command());
            optional(out, command.dataJson());
        } else if (question instanceof NodeQuestion.Kick kick) {
            out.writeByte(KICK);
            user(out, kick.order().user());
            text(out, kick.order().reason());
            out.writeBoolean(kick.order().notifies());
            text(out, kick.order().text());
        } else if (question instanceof NodeQuestion.Disconnect client) {
            out.writeByte(DISCONNECT);
            tenant(out, client.tenant());
            text(out, client.clientId());
        }
    }

    /** @throws IllegalArgumentException when it is not of this format */
    static NodeQuestion question(DataInputStream in) throws IOException {
        int kind = in.readByte();
        return switch (kind) {
            case FIND_CLIENT -> new NodeQuestion.FindClient(text(in), optionalTenant(in));
            case RUN_COMMAND -> new NodeQuestion.RunCommand(command(in));
            case KICK -> new NodeQuestion.Kick(new KickOrder(user(in), text(in), in.readBoolean(), text(in)));
            case DISCONNECT -> new NodeQuestion.Disconnect(tenant(in), text(in));
            default -> throw new IllegalArgumentException("unknown question " + kind);
        };
    }

    static void write(DataOutputStream out, NodeAnswer answer) throws IOException {
        if (answer instanceof NodeAnswer.Found found) {
            out.writeByte(FOUND);
            out.writeInt(found.open());
            out.writeInt(found.leaving());
        } else if (answer instanceof NodeAnswer.Ran ran) {
            outcome(out, ran.outcome());
        } else if (answer instanceof NodeAnswer.Ended ended) {
            out.writeByte(ENDED);
            out.writeInt(ended.connections());
            out.writeBoolean(ended.notified());
        }
    }

    /** @throws IllegalArgumentException when it is not of this format */
    static NodeAnswer answer(DataInputStream in) throws IOException {
        int kind = in.readByte();
        return switch (kind) {
            case FOUND -> new NodeAnswer.Found(in.readInt(), in.readInt());
            case ANSWERED ->
                new NodeAnswer.Ran(new CommandOutcome.Answered(text(in), in.readBoolean(), optional(in), optional(in)));
            case FAILED ->
                new NodeAnswer.Ran(new CommandOutcome.Failed(CommandOutcome.Reason.valueOf(text(in)), text(in)));
            case ENDED -> new NodeAnswer.Ended(in.readInt(), in.readBoolean());
            default -> throw new IllegalArgumentException("unknown answer " + kind);
        };
    }

    private static void outcome(DataOutputStream out, CommandOutcome outcome) throws IOException {
        if (outcome instanceof CommandOutcome.Answered answered) {
            out.writeByte(ANSWERED);
            text(out, answered.node());
            out.writeBoolean(answered.success());
            optional(out, answered.message());
            optional(out, answered.dataJson());
        } else if (outcome instanceof CommandOutcome.Failed failed) {
            out.writeByte(FAILED);
            text(out, failed.reason().name());
            text(out, failed.explanation());
        }
    }

    private static ClientCommand command(DataInputStream in) throws IOException {
        try {
            return new ClientCommand(text(in), optionalTenant(in), text(in), optional(in));
        } catch (ProtocolException e) {
            throw new IllegalArgumentException("a command that no client can read", e);
        }
    }

    private static void optional(DataOutputStream out, @Nullable Tenant tenant) throws IOException {
        out.writeBoolean(tenant != null);
        if (tenant != null) {
            tenant(out, tenant);
        }
    }

    private static @Nullable Tenant optionalTenant(DataInputStream in) throws IOException {
        return in.readBoolean() ? tenant(in) : null;
    }

    private static void optional(DataOutputStream out, @Nullable String text) throws IOException {
        out.writeBoolean(text != null);
        if (text != null) {
            text(out, text);
        }
    }

    private static @Nullable String optional(DataInputStream in) throws IOException {
        return in.readBoolean() ? text(in) : null;
    }
}
