package org.mailspan.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class TurnsTest {
    private static final Duration ENDLESS = Duration.ofDays(1);

    /** How many of a crowd worked at one moment. */
    private static int mostAtOnce(Turns turns) throws InterruptedException, ExecutionException {
        var working = new AtomicInteger();
        var most = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new ArrayList<Future<?>>();
            for (int i = 0; i < 50; i++)
                all.add(threads.submit(() -> {
                    try (var _ = turns.take()) {
                        most.accumulateAndGet(working.incrementAndGet(), Math::max);
                        LockSupport.parkNanos(1_000_000);
                        working.decrementAndGet();
                    }
                }));
            for (var one : all) one.get();
        }
        return most.get();
    }

    @Test
    void noMoreWorkAtOneMomentThanMay() throws Exception {
        assertEquals(3, mostAtOnce(new Turns(3, ENDLESS)));
    }

    @Test
    void aTurnIsGivenBackOnce() throws Exception {
        var turns = new Turns(1, ENDLESS);
        var turn = turns.take();
        turn.close();
        turn.close();
        assertEquals(1, mostAtOnce(turns));
    }

    @Test
    void whoWorksForLongTakesNoTurnFromOthers() {
        var turns = new Turns(1, Duration.ofMillis(1));
        for (int i = 0; i < 10; i++) turns.take();
    }

    @Test
    void whoIsInterruptedDoesNotWait() {
        var turns = new Turns(1, ENDLESS);
        turns.take();
        Thread.currentThread().interrupt();
        turns.take().close();
        assertTrue(Thread.interrupted());
    }
}
