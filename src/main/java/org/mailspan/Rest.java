package org.mailspan;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Gives memory back when a busy time is over. The heap grows while many devices come at once, and the JVM gives nothing of it back
 * by itself: a young collection never does, an idle process has no other, and a full one leaves more than half of the heap free.
 * That is right for who works on, and a seventh of the memory of who rests. What lies outside of the heap goes first.
 */
final class Rest implements Runnable {
    /** How often it is looked at, and so how long a quiet time has to be. */
    static final Duration LOOK = Duration.ofSeconds(10);

    /** Less than this between two looks is quiet: watching hosts, keeping connections alive. */
    private static final Duration QUIET = LOOK.dividedBy(50);

    /** What was worked since memory was last given back has to be worth a full collection. */
    private static final Duration WORTH = Duration.ofMillis(500);

    /** Of the heap, in percent, that a full collection leaves free. */
    private record Free(String least, String most) {}

    private static final Free RESTING = new Free("5", "10");

    private static final String LEAST = "MinHeapFreeRatio";
    private static final String MOST = "MaxHeapFreeRatio";

    /** None in a JVM that is not HotSpot. Found at the start, so that what it loads is in an archive of classes. */
    private final Optional<Heap> heap = ManagementFactory.getPlatformMXBeans(HotSpotDiagnosticMXBean.class).stream()
            .map(Heap::of)
            .findFirst();

    private final Supplier<Duration> work;
    private final List<Runnable> others;
    private Duration seen = Duration.ZERO;
    private Duration rested = Duration.ZERO;

    /** @param others who can give something back too, and do not throw */
    Rest(Runnable... others) {
        this(() -> ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO), others);
    }

    /** @param work CPU time of this process */
    Rest(Supplier<Duration> work, Runnable... others) {
        this.work = work;
        this.others = List.of(others);
    }

    @Override
    public void run() {
        Duration worked = work.get();
        boolean quiet = worked.minus(seen).compareTo(QUIET) < 0;
        seen = worked;
        if (!quiet || worked.minus(rested).compareTo(WORTH) < 0) return;
        others.forEach(Runnable::run);
        heap.ifPresentOrElse(Heap::shrink, System::gc);
        rested = work.get();
        seen = rested;
    }

    /** @param working as the JVM was told to */
    private record Heap(HotSpotDiagnosticMXBean options, Free working) {
        static Heap of(HotSpotDiagnosticMXBean options) {
            var working = new Free(
                    options.getVMOption(LEAST).getValue(),
                    options.getVMOption(MOST).getValue());
            return new Heap(options, working);
        }

        void shrink() {
            // the least is never above the most
            options.setVMOption(LEAST, RESTING.least);
            options.setVMOption(MOST, RESTING.most);
            try {
                // what cleaners hold is free after the first, and what one leaves lying about is gathered by the next
                System.gc();
                System.gc();
            } finally {
                options.setVMOption(MOST, working.most);
                options.setVMOption(LEAST, working.least);
            }
        }
    }
}
