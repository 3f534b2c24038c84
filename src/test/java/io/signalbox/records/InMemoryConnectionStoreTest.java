package io.signalbox.records;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.testing.ConnectionStoreQueryContract;
import java.util.List;
import org.junit.jupiter.api.Test;

class InMemoryConnectionStoreTest extends ConnectionStoreQueryContract {
    @Override
    protected ConnectionStore store() {
        return new InMemoryConnectionStore(1000);
    }

    @Test
    void beyond_its_bound_it_goes_on_with_those_that_it_has() {
        ConnectionStore full = new InMemoryConnectionStore(1);
        full.write(List.of(state("c1", 1), state("c2", 1)));
        full.write(List.of(state("c1", 2)));
        assertThat(full.page(ConnectionRecordFilter.ALL, null, 10).records())
                .singleElement()
                .matches(connection -> connection.generation() == 2);
    }
}
