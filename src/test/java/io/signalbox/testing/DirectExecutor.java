package io.signalbox.testing;

import java.util.concurrent.Executor;

/** Runs each task at once, on the caller's thread. */
public final class DirectExecutor implements Executor {
    @Override
    public void execute(Runnable task) {
        task.run();
    }
}
