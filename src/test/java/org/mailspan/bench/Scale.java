package org.mailspan.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How much is measured.
 *
 * @param sizes by the names under which they can be set
 * @param folders their sizes, ascending
 */
record Scale(Map<String, Integer> sizes, List<Integer> folders) {
    static final Scale FULL = new Scale(
            Map.of(
                    "messages", 10_000,
                    "runs", 8,
                    "repeats", 200,
                    "deliveries", 40,
                    "accounts", 10,
                    "devices", 100,
                    "large", 100_000,
                    "watched", 1_000,
                    "held", 10_000,
                    "storm", 1_000),
            List.of(1_000, 10_000, 100_000));

    Scale {
        sizes = Map.copyOf(sizes);
        folders = List.copyOf(folders);
    }

    Scale with(String name, String value) {
        if (name.equals("folders"))
            return new Scale(
                    sizes,
                    Arrays.stream(value.split(",", -1)).map(Integer::valueOf).toList());
        if (!sizes.containsKey(name)) throw new IllegalArgumentException("no size is called " + name);
        var changed = new LinkedHashMap<>(sizes);
        changed.put(name, Integer.valueOf(value));
        return new Scale(changed, folders);
    }

    private int size(String name) {
        Integer size = sizes.get(name);
        if (size == null) throw new IllegalArgumentException("no size is called " + name);
        return size;
    }

    /** Messages of the first sync. */
    int messages() {
        return size("messages");
    }

    /** Of the first sync and of the bare fetch each; the first is the cold one, the next two still warm up. */
    int runs() {
        return Math.max(2, size("runs"));
    }

    /** Of the no-change and the one-change Sync, for each folder. */
    int repeats() {
        return size("repeats");
    }

    /** Deliveries of which the push is timed. */
    int deliveries() {
        return size("deliveries");
    }

    /** Accounts that Pings are held for. */
    int accounts() {
        return size("accounts");
    }

    /** Devices of each of them. */
    int devices() {
        return size("devices");
    }

    /** Messages of the large first sync. */
    int large() {
        return size("large");
    }

    /** Accounts that are watched in one process. */
    int watched() {
        return size("watched");
    }

    /** Pings that are held for them. */
    int held() {
        return size("held");
    }

    /** Messages that arrive at once. */
    int storm() {
        return size("storm");
    }
}
