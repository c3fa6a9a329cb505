package org.mailspan.push;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The request of each device that waits or may come to wait: one at most, the newest. */
public final class HeldRequests {
    private final Map<DeviceKey, Held> newest = new ConcurrentHashMap<>();
    private final AtomicLong recalls = new AtomicLong();
    private volatile boolean stopping;

    private record DeviceKey(String account, String device) {}

    /** Take it before a request is judged, and give it to {@link #entered}. */
    public long mark() {
        return recalls.get();
    }

    /**
     * Enters a Ping or Sync; the one before it of the same device ends at once. Call {@link #left} when it is answered.
     *
     * @param mark of before it was judged: if anything was recalled since then, whatever it was, this one ends at once
     *     too, for it may have been judged by what held before
     */
    public void entered(String account, String device, Held held, long mark) {
        Held older = newest.put(new DeviceKey(account, device), held);
        if (older != null) older.end(Held.End.SUPERSEDED);
        if (stopping) held.end(Held.End.STOPPING);
        if (mark != recalls.get()) held.end(Held.End.RECALLED);
    }

    /** Ends what waits for a device. Whoever judges requests judges by the new decision when this is called. */
    public void recall(String account, String device) {
        recalls.incrementAndGet();
        Held held = newest.get(new DeviceKey(account, device));
        if (held != null) held.end(Held.End.RECALLED);
    }

    public void left(String account, String device, Held held) {
        newest.remove(new DeviceKey(account, device), held);
    }

    public int count() {
        return newest.size();
    }

    /** Ends all, and from now on each new one at once. */
    public void stop() {
        stopping = true;
        newest.values().forEach(held -> held.end(Held.End.STOPPING));
    }
}
