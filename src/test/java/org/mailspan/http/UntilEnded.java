package org.mailspan.http;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.mailspan.command.Reply;
import org.mailspan.command.Vigil;
import org.mailspan.push.Held;

/**
 * Has nothing to tell until its request is ended.
 *
 * @param waits run when it waits, once
 * @param closes run when it is closed
 */
record UntilEnded(Held held, Function<Held.End, Reply> reply, Runnable waits, Runnable closes) implements Vigil {
    UntilEnded(Held held, Function<Held.End, Reply> reply) {
        this(held, reply, () -> {}, () -> {});
    }

    @Override
    public Optional<Reply> look() {
        return held.ended().map(reply);
    }

    @Override
    public void await() throws InterruptedException {
        var ended = new CountDownLatch(1);
        held.onEnd(ended::countDown);
        waits.run();
        ended.await();
    }

    @Override
    public void close() {
        closes.run();
    }
}
