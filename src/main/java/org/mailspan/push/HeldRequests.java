package org.mailspan.push;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The request of each device that waits or may come to wait: one at most, the newest. */
public final class HeldRequests {
    private final Map<DeviceKey, Held> newest = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    private record DeviceKey(String account, String device) {}

    /** Enters a Ping or Sync; the one before it of the same device ends at once. Call {@link #left} when it is answered. */
    public void entered(String account, String device, Held held) {
        Held older = newest.put(new DeviceKey(account, device), held);
        if (older != null) older.end(Held.End.SUPERSEDED);
        if (stopping) held.end(Held.End.STOPPING);
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
