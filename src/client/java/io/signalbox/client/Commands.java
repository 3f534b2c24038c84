package io.signalbox.client;

import io.signalbox.protocol.Frame;
import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Limits;
import io.signalbox.protocol.ProtocolException;
import io.signalbox.protocol.ReferenceFrames;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Answers the commands that operators send through the hub (contract 1.9): five that every client knows, and those that
 * the application brings. Confined to the scheduler thread; handlers of the application run on the listeners' thread.
 */
final class Commands {
    /** What every client knows. */
    static final List<String> OWN = List.of("ping", "status", "restart", "info", "echo");

    static final Duration RESTART_DELAY = Duration.ofSeconds(3);
    private static final String VERSION = "0.1.0";

    private final ClientParts parts;
    private final HandshakeAddress address;
    private final Map<String, CommandHandler> handlers;
    private final Deliveries deliveries;
    private final Runnable restart;
    private final Instant since;
    private ClientScheduler.@Nullable Timer restarting;

    /** @param restart closes the connection and opens another */
    Commands(
            ClientParts parts,
            HandshakeAddress address,
            Map<String, CommandHandler> handlers,
            Deliveries deliveries,
            Runnable restart) {
        this.parts = parts;
        this.address = address;
        this.handlers = Map.copyOf(handlers);
        this.deliveries = deliveries;
        this.restart = restart;
        this.since = parts.clock().instant();
    }

    /** The hub asks for this client's name. */
    String name() {
        return ReferenceFrames.nameResponse(clientId(), clientName(), now());
    }

    /** Somebody asks something of this client. @param reply gets the frame that answers, now or later */
    void asked(Frame.Command command, Consumer<String> reply) {
        CommandHandler handler = handlers.get(command.command());
        if (handler == null) {
            reply.accept(frame(command, own(command)));
            return;
        }
        boolean taken = deliveries.run(() -> {
            CommandAnswer answer = called(command, handler);
            hop(() -> reply.accept(frame(command, answer)));
        });
        if (!taken) {
            reply.accept(frame(command, CommandAnswer.error("the client is busy")));
        }
    }

    /** The connection is gone: what was to be restarted is. */
    void disconnected() {
        if (restarting != null) {
            restarting.cancel();
            restarting = null;
        }
    }

    private CommandAnswer own(Frame.Command command) {
        return switch (command.command()) {
            case "ping" -> CommandAnswer.success("pong", ping(command.dataJson()));
            case "status" -> CommandAnswer.success("online", status());
            case "info" -> CommandAnswer.success("client information", info());
            case "echo" ->
                CommandAnswer.success(
                        "echo",
                        "{\"original_data\":" + (command.dataJson() == null ? "null" : command.dataJson())
                                + ",\"echo_time\":" + JsonCodec.quote(now().toString()) + "}");
            case "restart" -> restart();
            default ->
                new CommandAnswer(
                        false,
                        "unknown command '" + command.command() + "'",
                        "{\"supported_commands\":" + supported() + "}");
        };
    }

    /** The server's time comes with the command; both clocks are taken at their word. */
    private String ping(@Nullable String dataJson) {
        StringBuilder data = new StringBuilder(128);
        data.append("{\"client_info\":{\"client_id\":")
                .append(JsonCodec.quote(clientId()))
                .append(",\"client_name\":")
                .append(JsonCodec.quote(clientName()))
                .append('}');
        Long serverTime = HubData.of(dataJson).number("server_time");
        if (serverTime != null) {
            data.append(",\"server_time\":").append(serverTime);
            data.append(",\"latency\":").append(Math.max(0, parts.clock().millis() - serverTime));
        }
        return data.append('}').toString();
    }

    private String status() {
        return "{\"client_id\":" + JsonCodec.quote(clientId()) + ",\"name\":" + JsonCodec.quote(clientName())
                + ",\"status\":\"online\",\"uptime\":"
                + Duration.between(since, now()).toSeconds() + ",\"version\":\"" + VERSION + "\",\"platform\":"
                + JsonCodec.quote("Java " + Runtime.version().feature() + ", " + System.getProperty("os.name")) + "}";
    }

    private String info() {
        return "{\"client_id\":" + JsonCodec.quote(clientId()) + ",\"client_name\":" + JsonCodec.quote(clientName())
                + ",\"user_id\":" + JsonCodec.quote(address.identity().userId()) + ",\"url\":"
                + JsonCodec.quote(address.endpoint()) + ",\"connected\":true,\"capabilities\":" + supported() + "}";
    }

    private CommandAnswer restart() {
        if (restarting == null) {
            restarting = parts.scheduler().after(RESTART_DELAY, () -> {
                restarting = null;
                restart.run();
            });
        }
        return CommandAnswer.success("restarting in " + RESTART_DELAY.toSeconds() + " s", null);
    }

    private String supported() {
        List<String> all = new ArrayList<>(OWN);
        handlers.keySet().stream().sorted().forEach(all::add);
        return all.stream().map(JsonCodec::quote).collect(Collectors.joining(",", "[", "]"));
    }

    /** A failing handler stops nobody else, whatever it throws. */
    private CommandAnswer called(Frame.Command command, CommandHandler handler) {
        try {
            return Objects.requireNonNull(handler.handle(command.dataJson()), "it answered null");
        } catch (RuntimeException | Error e) {
            deliveries.error(SignalboxException.of(
                    ClientErrorCode.HANDLER_FAILED, "the handler of '" + command.command() + "' threw " + e, null, e));
            return CommandAnswer.error("the handler of '" + command.command() + "' failed");
        }
    }

    private String frame(Frame.Command command, CommandAnswer answer) {
        String text = encoded(command, answer);
        try {
            // The hub would refuse what is no frame, and the operator would wait in vain.
            if (TextAssembler.utf8Bytes(text, Limits.MAX_MESSAGE_BYTES) <= Limits.MAX_MESSAGE_BYTES
                    && JsonCodec.decode(text) instanceof Frame.CommandResponse) {
                return text;
            }
        } catch (ProtocolException e) {
            deliveries.error(SignalboxException.of(
                    ClientErrorCode.HANDLER_FAILED,
                    "the answer to '" + command.command() + "' is no JSON: " + e.getMessage(),
                    null,
                    e));
        }
        return encoded(command, CommandAnswer.error("the answer cannot be sent"));
    }

    private String encoded(Frame.Command command, CommandAnswer answer) {
        return ReferenceFrames.commandResponse(
                new Frame.CommandResponse(answer.success(), answer.message(), answer.dataJson(), command.requestId()),
                clientId(),
                now());
    }

    private void hop(Runnable task) {
        try {
            parts.scheduler().execute(task);
        } catch (RejectedExecutionException e) {
            // Closed meanwhile: there is nobody to answer.
            return;
        }
    }

    private String clientId() {
        return address.identity().clientId();
    }

    private String clientName() {
        String name = address.identity().userName();
        return name == null ? address.identity().userId() : name;
    }

    private Instant now() {
        return parts.clock().instant();
    }
}
