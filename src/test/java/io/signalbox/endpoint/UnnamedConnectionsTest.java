package io.signalbox.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.testing.FakeWire;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("C28")
class UnnamedConnectionsTest {
    private final UnnamedConnections unnamed = new UnnamedConnections();

    @Test
    void those_that_have_no_name_yet_are_closed_at_the_stop_and_those_that_have_one_are_the_hubs() {
        FakeWire without = new FakeWire();
        FakeWire with = new FakeWire();
        unnamed.add(without);
        unnamed.add(with);
        unnamed.remove(with);
        unnamed.goAway();
        assertThat(without.closeCode()).isEqualTo(1001);
        assertThat(with.closes()).isZero();
    }

    @Test
    void one_that_opens_during_the_stop_is_closed_too() {
        FakeWire late = new FakeWire();
        unnamed.goAway();
        unnamed.add(late);
        assertThat(late.closeCode()).isEqualTo(1001);
    }
}
