package org.mailspan.bench;

import java.util.Arrays;
import java.util.List;

/**
 * How much is measured.
 *
 * @param messages of the first sync
 * @param runs of the first sync and of the bare fetch each; the first is the cold one, the next two still warm up
 * @param folders their sizes, ascending
 * @param repeats of the no-change and the one-change Sync, for each folder
 * @param deliveries of which the push is timed
 * @param accounts that Pings are held for
 * @param devices of each of them
 */
record Scale(int messages, int runs, List<Integer> folders, int repeats, int deliveries, int accounts, int devices) {
    static final Scale FULL = new Scale(10_000, 8, List.of(1_000, 10_000, 100_000), 200, 40, 10, 100);

    Scale with(String name, String value) {
        if (name.equals("folders")) return folders(value);
        int n = Integer.parseInt(value);
        return switch (name) {
            case "messages" -> new Scale(n, runs, folders, repeats, deliveries, accounts, devices);
            case "runs" -> new Scale(messages, Math.max(2, n), folders, repeats, deliveries, accounts, devices);
            case "repeats" -> new Scale(messages, runs, folders, n, deliveries, accounts, devices);
            case "deliveries" -> new Scale(messages, runs, folders, repeats, n, accounts, devices);
            case "accounts" -> new Scale(messages, runs, folders, repeats, deliveries, n, devices);
            case "devices" -> new Scale(messages, runs, folders, repeats, deliveries, accounts, n);
            default -> throw new IllegalArgumentException("no size is called " + name);
        };
    }

    private Scale folders(String value) {
        var sizes = Arrays.stream(value.split(",", -1)).map(Integer::valueOf).toList();
        return new Scale(messages, runs, sizes, repeats, deliveries, accounts, devices);
    }
}
