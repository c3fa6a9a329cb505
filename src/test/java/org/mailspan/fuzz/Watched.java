package org.mailspan.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;

/** Runs a reader and holds it to an amount of memory and of CPU in proportion to its input. */
final class Watched {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Allocated in all, not held: a database and its statements for a command, a whole message for a calendar. */
    private static final long OCTETS = 64 << 20, OCTETS_PER_OCTET = 2_000;

    /** Far from what is needed, and far from what a square or an exponent of the input's length would be. */
    private static final long NANOS = 4_000_000_000L, NANOS_PER_OCTET = 100_000;

    private Watched() {}

    /** The first of its kind also loads classes, which is much where they are instrumented: the second counts. */
    static void read(Target target, byte[] input) throws Exception {
        if (excess(target, input).isEmpty()) return;
        Optional<String> again = excess(target, input);
        if (again.isPresent()) throw new AssertionError(again.get());
    }

    private static Optional<String> excess(Target target, byte[] input) throws Exception {
        long octets = THREADS.getCurrentThreadAllocatedBytes();
        long nanos = THREADS.getCurrentThreadCpuTime();
        target.reader().read(input);
        octets = THREADS.getCurrentThreadAllocatedBytes() - octets;
        nanos = THREADS.getCurrentThreadCpuTime() - nanos;
        if (octets > OCTETS + OCTETS_PER_OCTET * input.length)
            return Optional.of(input.length + " octets made it allocate " + octets);
        if (nanos > NANOS + NANOS_PER_OCTET * input.length)
            return Optional.of(input.length + " octets took it " + nanos / 1_000_000 + " ms of CPU");
        return Optional.empty();
    }
}
