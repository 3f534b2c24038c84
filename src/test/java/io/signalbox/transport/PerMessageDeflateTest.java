package io.signalbox.transport;

import static io.signalbox.transport.RecordedFrames.binaryLine;
import static io.signalbox.transport.RecordedFrames.errorLine;
import static io.signalbox.transport.RecordedFrames.textLine;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.signalbox.testing.Seeds;
import io.signalbox.testing.WireFrame;
import jakarta.websocket.Extension;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.glassfish.tyrus.core.TyrusExtension;
import org.glassfish.tyrus.core.extension.ExtendedExtension;
import org.glassfish.tyrus.core.frame.Frame;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("C31")
final class PerMessageDeflateTest {
    private static final int MAX = 10_000;
    private static final byte[] NOTHING = {};

    private final PerMessageDeflate extension = new PerMessageDeflate(MAX);
    private final Map<String, Object> properties = new HashMap<>();
    private final ExtendedExtension.ExtensionContext context = () -> properties;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "f248cdc9c90700", // RFC 7692 section 7.2.3.1
                "000500faff48656c6c6f00", // 7.2.3.3, not compressed
                "f348cdc9c9070000", // 7.2.3.4, a last block
                "f248050000 00ffffcac9c90700" // 7.2.3.5, two blocks
            })
    void the_examples_of_the_rfc_say_hello(String hex) throws FrameError {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        assertThat(RawDeflate.inflate(bytes, 0, bytes.length, 5)).asString().isEqualTo("Hello");
    }

    @Test
    void what_was_deflated_is_inflated() {
        Seeds.each(200, (seed, random) -> {
            byte[] bytes = new byte[1 + random.nextInt(MAX)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) random.nextInt(1 + (int) (seed % 40));
            }
            byte[] deflated = RawDeflate.deflate(bytes, 0, bytes.length);
            if (deflated != null) {
                assertThat(deflated).hasSizeLessThan(bytes.length);
                assertThat(inflated(deflated, bytes.length)).isEqualTo(bytes);
            } else {
                assertThat(bytes.length < 100 || seed % 40 > 30).isTrue();
            }
        });
    }

    @Test
    void random_bytes_are_not_made_larger() {
        Seeds.run(1, (seed, random) -> {
            byte[] bytes = new byte[1000];
            random.nextBytes(bytes);
            assertThat(RawDeflate.deflate(bytes, 0, bytes.length)).isNull();
        });
    }

    @Test
    void more_than_allowed_is_1009() throws FrameError {
        byte[] bomb = deflated(new byte[10_000_000]);
        assertThat(bomb).hasSizeLessThan(10_000);
        assertThatExceptionOfType(FrameError.class)
                .isThrownBy(() -> RawDeflate.inflate(bomb, 0, bomb.length, MAX))
                .satisfies(error -> assertThat(error.closeCode()).isEqualTo(1009));
        byte[] most = deflated(new byte[MAX]);
        assertThat(RawDeflate.inflate(most, 0, most.length, MAX)).hasSize(MAX);
        assertThatExceptionOfType(FrameError.class).isThrownBy(() -> RawDeflate.inflate(most, 0, most.length, MAX - 1));
    }

    @Test
    void random_data_causes_frame_errors_only_and_a_hundred_thousand_rounds_leave_nothing() {
        byte[] good = deflated(new byte[1000]);
        Seeds.run(7, (seed, random) -> {
            byte[] bytes = new byte[30];
            for (int i = 0; i < 100_000; i++) {
                random.nextBytes(bytes);
                try {
                    assertThat(RawDeflate.inflate(bytes, 0, bytes.length, MAX).length)
                            .isLessThanOrEqualTo(MAX);
                } catch (FrameError e) {
                    assertThat(e.closeCode()).isIn(1007, 1009);
                }
                if (i % 10 == 0) {
                    assertThat(inflated(good, 1000)).isEqualTo(new byte[1000]);
                }
            }
        });
    }

    @Test
    void the_pool_ends_what_is_too_many() {
        AtomicInteger open = new AtomicInteger();
        IdlePool<Object> pool = new IdlePool<>(
                2,
                () -> {
                    open.incrementAndGet();
                    return new Object();
                },
                ended -> open.decrementAndGet());
        List<Object> taken = List.of(pool.take(), pool.take(), pool.take());
        assertThat(open).hasValue(3);
        taken.forEach(pool::giveBack);
        assertThat(open).hasValue(2);
        assertThat(taken).contains(pool.take());
        assertThat(open).hasValue(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-deflate",
                "permessage-deflate; client_max_window_bits",
                "permessage-deflate; client_max_window_bits=10",
                "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
                "permessage-deflate; server_max_window_bits=15",
                "permessage-deflate; server_max_window_bits=10, permessage-deflate",
                "x-other, permessage-deflate; what=1, permessage-deflate; client_max_window_bits"
            })
    void an_offer_that_can_be_honoured_is_accepted_without_context_takeover(String header) {
        List<Extension> negotiated = negotiated(header);
        assertThat(negotiated).singleElement().isInstanceOf(ExtendedExtension.class);
        List<String> answer = new ArrayList<>();
        ExtendedExtension installed = (ExtendedExtension) negotiated.get(0);
        // Tyrus gives no parameters here; what stands between knows them.
        for (Extension.Parameter parameter : installed.onExtensionNegotiation(context, null)) {
            answer.add(parameter.getName() + "=" + parameter.getValue());
        }
        assertThat(answer).startsWith("server_no_context_takeover=null", "client_no_context_takeover=null");
        assertThat(answer.contains("server_max_window_bits=15"))
                .isEqualTo(header.contains("server_max_window_bits=15"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x-other",
                "permessage-deflate; server_max_window_bits=10",
                "permessage-deflate; server_max_window_bits",
                "permessage-deflate; client_max_window_bits=7",
                "permessage-deflate; client_max_window_bits=16",
                "permessage-deflate; server_no_context_takeover=1",
                "permessage-deflate; unknown",
                "permessage-deflate; client_max_window_bits; client_max_window_bits"
            })
    void an_offer_that_cannot_be_honoured_is_declined(String header) {
        assertThat(negotiated(header)).isEmpty();
    }

    @Test
    void the_containers_messages_are_inflated_whole_and_in_fragments() {
        byte[] plain = "héllo ".repeat(100).getBytes(StandardCharsets.UTF_8);
        byte[] deflated = deflated(plain);
        Frame whole = extension.processIncoming(context, frame(0xc1, deflated));
        assertThat(whole.getPayloadData()).isEqualTo(plain);
        assertThat(whole.isRsv1()).isFalse();
        Frame first = extension.processIncoming(context, frame(0x41, Arrays.copyOf(deflated, 5)));
        Frame ping = frame(0x89, new byte[] {1});
        assertThat(extension.processIncoming(context, ping)).isSameAs(ping);
        Frame last = extension.processIncoming(context, frame(0x80, Arrays.copyOfRange(deflated, 5, deflated.length)));
        assertThat(first.getPayloadData()).isEmpty();
        assertThat(first.isRsv1()).isFalse();
        assertThat(last.getPayloadData()).isEqualTo(plain);
        assertThat(last.getOpcode()).isZero();
        assertThat(properties).isEmpty();
    }

    @Test
    void what_cannot_be_inflated_for_the_container_is_a_close_frame() {
        assertThat(closeCode(extension.processIncoming(context, frame(0xc1, new byte[] {(byte) 0xff, 1}))))
                .isEqualTo(1007);
        assertThat(closeCode(extension.processIncoming(context, frame(0xc2, deflated(new byte[MAX + 1])))))
                .isEqualTo(1009);
        extension.processIncoming(context, frame(0x42, new byte[MAX]));
        assertThat(closeCode(extension.processIncoming(context, frame(0x00, new byte[1]))))
                .isEqualTo(1009);
        assertThat(properties).isEmpty();
    }

    @Test
    void the_containers_own_messages_are_deflated_when_that_is_worth_it() {
        byte[] plain = "x".repeat(1000).getBytes(StandardCharsets.UTF_8);
        Frame sent = extension.processOutgoing(context, frame(0x81, plain));
        assertThat(sent.isRsv1()).isTrue();
        assertThat(inflated(sent.getPayloadData(), MAX)).isEqualTo(plain);
        for (Frame same :
                List.of(frame(0x81, new byte[255]), frame(0x01, plain), frame(0x80, plain), frame(0x8a, NOTHING))) {
            assertThat(extension.processOutgoing(context, same)).isSameAs(same);
        }
    }

    @Test
    void a_frame_for_all_receivers_is_deflated_once_and_only_when_it_is_smaller() {
        String text = "{\"a\":1}".repeat(100);
        OutboundFrame frame = OutboundFrame.text(text);
        OutboundFrame deflated = frame.deflated();
        assertThat(frame.deflated()).isSameAs(deflated);
        assertThat(deflated.size()).isLessThan(frame.size());
        assertThat(deflated.isText()).isTrue();
        assertThat(deflated.bytes()[0]).isEqualTo((byte) 0xc1);
        assertThat(inflated(deflated.payload(), MAX))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(text);
        assertThat(deflated.deflated()).isSameAs(deflated);
        OutboundFrame small = OutboundFrame.text("small");
        assertThat(small.deflated()).isSameAs(small);
    }

    @Test
    void the_decoder_inflates_messages_and_still_takes_plain_ones() {
        byte[] plain = "€uro ".repeat(100).getBytes(StandardCharsets.UTF_8);
        byte[] deflated = deflated(plain);
        assertThat(told(
                        new WireFrame(0xc1, deflated),
                        WireFrame.text("plain"),
                        new WireFrame(0x42, Arrays.copyOf(deflated, 3)),
                        new WireFrame(0x00, NOTHING),
                        new WireFrame(0x80, Arrays.copyOfRange(deflated, 3, deflated.length))))
                .containsExactly(
                        textLine(new String(plain, StandardCharsets.UTF_8)), textLine("plain"), binaryLine(plain));
    }

    @Test
    void the_decoder_refuses_a_compressed_mark_where_none_may_be() {
        assertThat(told(new WireFrame(0x01, NOTHING), new WireFrame(0xc0, NOTHING)))
                .containsExactly(errorLine(1002));
        assertThat(told(new WireFrame(0xc9, NOTHING))).containsExactly(errorLine(1002));
        assertThat(told(new WireFrame(0xe1, NOTHING))).containsExactly(errorLine(1002));
    }

    @Test
    void the_decoder_limits_what_is_inflated_and_judges_its_text() {
        assertThat(told(new WireFrame(0xc2, deflated(new byte[MAX])))).containsExactly(binaryLine(new byte[MAX]));
        assertThat(told(new WireFrame(0xc2, deflated(new byte[MAX + 1])))).containsExactly(errorLine(1009));
        byte[] noText = new byte[300];
        Arrays.fill(noText, (byte) 0xc3);
        assertThat(told(new WireFrame(0xc1, deflated(noText)))).containsExactly(errorLine(1007));
        assertThat(told(new WireFrame(0xc1, new byte[] {(byte) 0xff, 1}))).containsExactly(errorLine(1007));
    }

    /** As HubConfigurator does it, with the container's own way of matching. */
    private List<Extension> negotiated(String header) {
        List<Extension> offers = PerMessageDeflate.acceptable(TyrusExtension.fromHeaders(List.of(header)));
        return new ServerEndpointConfig.Configurator().getNegotiatedExtensions(List.of(extension), offers);
    }

    private static List<String> told(WireFrame... frames) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (WireFrame frame : frames) {
            bytes.writeBytes(frame.masked());
        }
        return new RecordedFrames()
                .decode(new FrameDecoder(MAX, true), ByteBuffer.wrap(bytes.toByteArray()), new byte[MAX])
                .lines();
    }

    private static byte[] deflated(byte[] plain) {
        return Objects.requireNonNull(RawDeflate.deflate(plain, 0, plain.length));
    }

    private static byte[] inflated(byte[] bytes, int maxBytes) {
        try {
            return RawDeflate.inflate(bytes, 0, bytes.length, maxBytes);
        } catch (FrameError e) {
            throw new AssertionError(e);
        }
    }

    private static Frame frame(int first, byte[] payload) {
        return Frame.builder()
                .fin((first & 0x80) != 0)
                .rsv1((first & 0x40) != 0)
                .opcode((byte) (first & 0x0f))
                .payloadData(payload)
                .build();
    }

    private static int closeCode(Frame frame) {
        assertThat(frame.getOpcode()).isEqualTo((byte) 8);
        return ByteBuffer.wrap(frame.getPayloadData()).getShort();
    }
}
