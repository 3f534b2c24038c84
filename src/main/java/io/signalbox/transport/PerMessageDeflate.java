package io.signalbox.transport;

import jakarta.websocket.Extension;
import jakarta.websocket.Session;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.glassfish.tyrus.core.extension.ExtendedExtension;
import org.glassfish.tyrus.core.frame.Frame;
import org.jspecify.annotations.Nullable;

/**
 * permessage-deflate (RFC 7692) for an endpoint of the container: negotiates, and transforms the frames that the
 * container reads and writes itself. Both sides are told to take over no context, so that a broadcast is compressed
 * once for all receivers. One instance serves all connections; what belongs to a connection is in its context.
 *
 * <p>The container installs whatever has the right name, so {@link #acceptable} must have chosen the offer before.
 */
public final class PerMessageDeflate implements ExtendedExtension {
    /** Of the extension. */
    public static final String NAME = "permessage-deflate";

    private static final String SERVER_NO_CONTEXT = "server_no_context_takeover";
    private static final String CLIENT_NO_CONTEXT = "client_no_context_takeover";
    private static final String SERVER_WINDOW = "server_max_window_bits";
    private static final String CLIENT_WINDOW = "client_max_window_bits";
    /** The only window that java.util.zip compresses with, in bits. */
    private static final String FULL_WINDOW = "15";
    /** Of the context: the compressed bytes of a message in fragments. */
    private static final String COMPRESSED = PerMessageDeflate.class.getName();

    private final int maxMessageBytes;

    /** @param maxMessageBytes the most that a message may have, compressed and inflated */
    public PerMessageDeflate(int maxMessageBytes) {
        this.maxMessageBytes = maxMessageBytes;
    }

    /** Of the client's offers: every other extension, and the first of ours that can be honoured. */
    public static List<Extension> acceptable(List<Extension> offers) {
        List<Extension> kept = new ArrayList<>();
        boolean found = false;
        for (Extension offer : offers) {
            if (!offer.getName().equals(NAME)) {
                kept.add(offer);
            } else if (!found && canHonour(offer.getParameters())) {
                kept.add(offer);
                found = true;
            }
        }
        return kept;
    }

    /** Whether a connection that is being opened has it. */
    public static boolean negotiated(Session session) {
        return session.getNegotiatedExtensions().stream()
                .anyMatch(extension -> extension.getName().equals(NAME));
    }

    private static boolean canHonour(List<Extension.Parameter> parameters) {
        Set<String> names = new HashSet<>();
        for (Extension.Parameter parameter : parameters) {
            @Nullable String given = parameter.getValue();
            String value = given == null ? "" : given;
            boolean honoured =
                    switch (parameter.getName()) {
                        case SERVER_NO_CONTEXT, CLIENT_NO_CONTEXT -> value.isEmpty();
                        case SERVER_WINDOW -> value.equals(FULL_WINDOW);
                        case CLIENT_WINDOW -> value.isEmpty() || value.matches("[89]|1[0-5]");
                        default -> false;
                    };
            if (!honoured || !names.add(parameter.getName())) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String getName() {
        return NAME;
    }

    @Override
    public List<Extension.Parameter> getParameters() {
        return List.of();
    }

    /** The answer to an offer that {@link #acceptable} chose. */
    @Override
    public List<Extension.Parameter> onExtensionNegotiation(
            ExtensionContext context, @Nullable List<Extension.Parameter> requested) {
        List<Extension.Parameter> answer = new ArrayList<>();
        answer.add(new Answer(SERVER_NO_CONTEXT, null));
        answer.add(new Answer(CLIENT_NO_CONTEXT, null));
        if (requested != null
                && requested.stream().anyMatch(parameter -> parameter.getName().equals(SERVER_WINDOW))) {
            answer.add(new Answer(SERVER_WINDOW, FULL_WINDOW));
        }
        return answer;
    }

    @Override
    public void onHandshakeResponse(ExtensionContext context, List<Extension.Parameter> parameters) {
        // Of the client's side only.
    }

    /**
     * Inflates. A message in fragments is given whole in place of its last one, and empty fragments before. What is
     * wrong becomes a close frame as if it came from the peer: Tyrus only logs what an extension throws, and answers a
     * close frame with the same code.
     */
    @Override
    public Frame processIncoming(ExtensionContext context, Frame frame) {
        if (frame.isControlFrame()) {
            return frame;
        }
        try {
            return inflated(context.getProperties(), frame);
        } catch (FrameError e) {
            context.getProperties().remove(COMPRESSED);
            return closeFrame(e);
        }
    }

    private Frame inflated(Map<String, Object> connection, Frame frame) throws FrameError {
        byte[] payload = frame.getPayloadData();
        boolean first = frame.getOpcode() != IncomingFrame.CONTINUATION;
        if (first) {
            connection.remove(COMPRESSED);
            if (frame.isRsv1() && frame.isFin()) {
                return plain(frame, RawDeflate.inflate(payload, 0, payload.length, maxMessageBytes));
            } else if (frame.isRsv1()) {
                connection.put(COMPRESSED, new ByteArrayOutputStream());
            }
        }
        // RSV1 on a continuation stays, for Tyrus to refuse.
        if ((!first && frame.isRsv1()) || !(connection.get(COMPRESSED) instanceof ByteArrayOutputStream compressed)) {
            return frame;
        }
        if (payload.length > maxMessageBytes - compressed.size()) {
            throw FrameError.tooBig();
        }
        compressed.writeBytes(payload);
        if (!frame.isFin()) {
            return plain(frame, new byte[0]);
        }
        connection.remove(COMPRESSED);
        return plain(frame, RawDeflate.inflate(compressed.toByteArray(), 0, compressed.size(), maxMessageBytes));
    }

    /** Compresses whole messages that become smaller by it. */
    @Override
    public Frame processOutgoing(ExtensionContext context, Frame frame) {
        byte[] payload = frame.getPayloadData();
        boolean whole = frame.isFin() && !frame.isControlFrame() && frame.getOpcode() != IncomingFrame.CONTINUATION;
        if (!whole || frame.isRsv1() || payload.length < RawDeflate.MIN_PAYLOAD) {
            return frame;
        }
        byte[] deflated = RawDeflate.deflate(payload, 0, payload.length);
        return deflated == null
                ? frame
                : Frame.builder(frame).rsv1(true).payloadData(deflated).build();
    }

    @Override
    public void destroy(ExtensionContext context) {
        context.getProperties().remove(COMPRESSED);
    }

    private static Frame plain(Frame frame, byte[] payload) {
        return Frame.builder(frame).rsv1(false).payloadData(payload).build();
    }

    private static Frame closeFrame(FrameError error) {
        byte[] reason = error.reason().getBytes(StandardCharsets.US_ASCII);
        byte[] payload = ByteBuffer.allocate(2 + reason.length)
                .putShort((short) error.closeCode())
                .put(reason)
                .array();
        return Frame.builder()
                .fin(true)
                .opcode((byte) IncomingFrame.CLOSE)
                .payloadData(payload)
                .build();
    }

    private record Answer(String name, @Nullable String value) implements Extension.Parameter {
        @Override
        public String getName() {
            return name;
        }

        @Override
        public @Nullable String getValue() {
            return value;
        }
    }
}
