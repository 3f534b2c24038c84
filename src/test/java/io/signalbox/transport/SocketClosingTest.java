package io.signalbox.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.testing.WireFrame;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The ends of a connection. */
final class SocketClosingTest extends SocketFixture {
    @Test
    void our_close_goes_out_after_what_was_taken_and_the_answer_ends_the_socket() throws Exception {
        begin();
        send("last words");
        assertThat(read()).isEqualTo("last words");
        connection().close(4001, "slow_consumer");
        source.add("never sent");
        connection().wake();
        WireFrame close = frame();
        assertThat(close.closeCode()).isEqualTo(4001);
        assertThat(close.closeReason()).isEqualTo("slow_consumer");
        write(WireFrame.close(4001, ""));
        assertThat(in().read()).isEqualTo(-1);
        assertThat(received.end()).isEqualTo("CLOSED_BY_US 4001 slow_consumer");
        assertThat(source.lost.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void the_peers_close_is_answered_with_its_code_and_told_as_its_own() throws Exception {
        begin();
        write(WireFrame.close(3001, "enough"));
        assertThat(frame().closeCode()).isEqualTo(3001);
        assertThat(in().read()).isEqualTo(-1);
        assertThat(received.end()).isEqualTo("CLOSED_BY_PEER 3001 enough");
    }

    @Test
    void a_close_without_a_code_is_answered_without_one() throws Exception {
        begin();
        write(new WireFrame(0x88, new byte[0]));
        assertThat(frame().payload()).isEmpty();
        assertThat(received.end()).isEqualTo("CLOSED_BY_PEER 1005 ");
    }

    @Test
    void the_first_of_two_causes_is_told() throws Exception {
        begin();
        connection().close(1001, "going_away");
        connection().close(4001, "slow_consumer");
        assertThat(frame().closeCode()).isEqualTo(1001);
        client().close();
        assertThat(received.end()).isEqualTo("CLOSED_BY_US 1001 going_away");
    }

    @Test
    void a_peer_that_is_gone_without_a_word_is_an_end_of_stream() throws Exception {
        begin();
        client().close();
        assertThat(received.end()).isEqualTo("END_OF_STREAM 1006 ");
    }

    @Test
    void a_reset_in_the_middle_of_a_frame_is_noticed() throws Exception {
        begin();
        byte[] message = WireFrame.text("cut off").masked();
        client().getOutputStream().write(message, 0, 5);
        client().setSoLinger(true, 0);
        client().close();
        assertThat(received.end()).startsWith("READ_FAILED 1006 ");
    }

    @Test
    void a_broken_rule_closes_with_its_code_and_what_follows_is_passed_over() throws Exception {
        begin();
        client().getOutputStream().write(WireFrame.text("not masked").unmasked());
        assertThat(frame().closeCode()).isEqualTo(1002);
        write(WireFrame.text("too late"));
        assertThat(in().read()).isEqualTo(-1);
        client().close();
        assertThat(received.end()).startsWith("PROTOCOL_ERROR 1002 ");
    }

    @Test
    void a_message_that_fails_its_reader_closes_with_1011() throws Exception {
        begin();
        write(WireFrame.text("fail"));
        assertThat(frame().closeCode()).isEqualTo(1011);
    }

    @Test
    void aborting_ends_the_socket_without_a_close_frame() throws Exception {
        begin();
        connection().abort();
        assertThat(in().read()).isEqualTo(-1);
        assertThat(received.end()).startsWith("ABORTED 1006");
    }

    @Test
    void a_source_that_fails_ends_its_own_connection_and_not_its_loop() throws Exception {
        begin();
        send("before");
        assertThat(read()).isEqualTo("before");
        source.failing = true;
        connection().wake();
        assertThat(received.end()).startsWith("WRITE_FAILED 1006 ");
        CountDownLatch alive = new CountDownLatch(1);
        connection().loop().execute(alive::countDown);
        assertThat(alive.await(20, TimeUnit.SECONDS)).isTrue();
    }
}
