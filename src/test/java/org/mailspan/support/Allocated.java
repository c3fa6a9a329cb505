package org.mailspan.support;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Callable;

/** Counts the octets that something allocates, whether they live on or not: the same on every machine. */
public final class Allocated {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private volatile long octets;

    /** Runs it on this thread, a platform thread. */
    public <T> T by(Callable<T> action) throws Exception {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            return action.call();
        } finally {
            octets = THREADS.getCurrentThreadAllocatedBytes() - before;
        }
    }

    public long octets() {
        return octets;
    }
}
