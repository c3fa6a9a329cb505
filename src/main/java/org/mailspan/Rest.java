package org.mailspan;

import java.time.Duration;

/**
 * Gives memory back when a busy time is over. The heap grows while many devices come at once, and the JVM gives nothing of it back
 * by itself: a young collection never does, and an idle process has no other.
 */
final class Rest implements Runnable {
    /** How often it is looked at, and so how long a quiet time has to be. */
    static final Duration LOOK = Duration.ofSeconds(10);

    /** Less than this between two looks is quiet: watching hosts, keeping connections alive. */
    private static final Duration QUIET = LOOK.dividedBy(50);

    /** What was worked since memory was last given back has to be worth a full collection. */
    private static final Duration WORTH = Duration.ofMillis(500);

    private Duration seen = Duration.ZERO;
    private Duration rested = Duration.ZERO;

    @Override
    public void run() {
        Duration worked = worked();
        boolean quiet = worked.minus(seen).compareTo(QUIET) < 0;
        seen = worked;
        if (!quiet || worked.minus(rested).compareTo(WORTH) < 0) return;
        System.gc();
        rested = worked();
        seen = rested;
    }

    /** CPU time of this process. */
    private static Duration worked() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
