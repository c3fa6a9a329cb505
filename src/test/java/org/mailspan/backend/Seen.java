package org.mailspan.backend;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a reader of deltas knows of a folder: the duty of the Index in its shortest form. */
final class Seen {
    private final Backend backend;
    private final String folder;
    private Map<String, Entry> entries = new HashMap<>();
    private String generation = "";
    private String token = "";

    Seen(Backend backend, String folder) {
        this.backend = backend;
        this.folder = folder;
    }

    /** Looks; answers the UIDs that are new or differ or went. */
    Set<Long> look() throws BackendException {
        var before = entries;
        entries = new HashMap<>(before);
        Delta delta = backend.changes(folder, token);
        switch (delta) {
            case Delta.Incremental(List<Entry> changed, List<String> removed, String next) -> {
                changed.forEach(this::put);
                removed.forEach(entries::remove);
            }
            case Delta.Remaining(List<Entry> changed, var present, String next) -> {
                changed.forEach(this::put);
                entries.keySet().removeIf(remote -> !present.test(remote));
            }
            case Delta.Full(List<Entry> items, String now, String next) -> {
                entries.clear();
                items.forEach(this::put);
                generation = now;
            }
        }
        token = delta.token();
        return differences(before, entries);
    }

    private void put(Entry entry) {
        entries.put(entry.remote(), entry);
    }

    private static Set<Long> differences(Map<String, Entry> before, Map<String, Entry> after) {
        var uids = new TreeSet<Long>();
        before.forEach((remote, entry) -> {
            if (!entry.equals(after.get(remote))) uids.add(entry.key());
        });
        after.forEach((remote, entry) -> {
            if (!entry.equals(before.get(remote))) uids.add(entry.key());
        });
        return uids;
    }

    /** Forgets everything, as a new reader. */
    void lookAnew() throws BackendException {
        token = "";
        entries = new HashMap<>();
        look();
    }

    void lookWith(String strangeToken) throws BackendException {
        token = strangeToken;
        look();
    }

    /** UIDs and stamps. */
    Map<Long, String> stamps() {
        var stamps = new TreeMap<Long, String>();
        entries.values().forEach(entry -> stamps.put(entry.key(), entry.stamp()));
        return stamps;
    }

    Set<Long> uids() {
        return Set.copyOf(stamps().keySet());
    }

    String generation() {
        return generation;
    }

    String token() {
        return token;
    }

    Entry entry(long uid) {
        return entries.values().stream()
                .filter(entry -> entry.key() == uid)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no entry of UID " + uid + " in " + stamps()));
    }

    List<Entry> entries(Iterable<Long> uids) {
        var some = new ArrayList<Entry>();
        for (long uid : uids) some.add(entry(uid));
        return some;
    }
}
