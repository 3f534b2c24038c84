package io.signalbox.workload;

import io.signalbox.testing.WorkloadContract;
import java.time.Clock;
import java.util.SplittableRandom;

class InMemoryWorkloadTest extends WorkloadContract {
    @Override
    protected WorkloadStore store(WorkloadSettings settings, Clock time, long seed) {
        return new InMemoryWorkload(settings, time, new SplittableRandom(seed));
    }
}
