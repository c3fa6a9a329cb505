package org.mailspan.sync;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.mailspan.store.StateRow;
import org.mailspan.sync.Window.Plan;

/**
 * What was planned beyond the window that a device got, for its next request: else each window of a first sync would be
 * planned twice, once to be read ahead and once to be told. A plan is of use only to the state that it begins with, and
 * while the folder has the version that it was made of.
 */
final class Foresight {
    /** Devices that page through a folder at the same time; of others the plan is made anew. */
    private static final int MOST = 16;

    private final ReentrantLock lock = new ReentrantLock();
    /** The oldest first. */
    private final Map<Key, Next> plans = new LinkedHashMap<>();

    private record Key(String account, String device, long collection) {
        static Key of(StateRow state) {
            return new Key(state.account(), state.device(), state.collection());
        }
    }

    private record Next(StateRow from, Plan plan) {}

    /** @param from the state that the device is going to come back with, but for its key */
    void keep(StateRow from, Plan plan) {
        lock.lock();
        try {
            plans.remove(Key.of(from));
            if (plan.steps().isEmpty()) return;
            if (plans.size() == MOST) plans.remove(plans.keySet().iterator().next());
            plans.put(Key.of(from), new Next(from, plan));
        } finally {
            lock.unlock();
        }
    }

    /** What was planned for a device in this state; it is given away. */
    Optional<Plan> take(StateRow state) {
        lock.lock();
        try {
            Next next = plans.remove(Key.of(state));
            if (next == null) return Optional.empty();
            boolean continues = States.same(States.key(next.from, state.syncKey()), state);
            return continues ? Optional.of(next.plan) : Optional.empty();
        } finally {
            lock.unlock();
        }
    }
}
