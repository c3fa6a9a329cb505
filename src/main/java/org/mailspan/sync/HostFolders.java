package org.mailspan.sync;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mailspan.backend.Backend;
import org.mailspan.backend.Backend.Folders.Identity;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Delta;
import org.mailspan.backend.Entry;
import org.mailspan.backend.Folder;
import org.mailspan.protocol.FolderType;
import org.mailspan.store.FolderRow;
import org.mailspan.store.IdentityRow;
import org.mailspan.store.Store;

/**
 * Asks the host for its folders, and finds again those that somebody renamed: a folder keeps its id (law 4), and phones
 * what they have of it. The host's own id decides where it has one (MAILBOXID). Elsewhere a name that went and a name
 * that came are one folder if they have the same UIDVALIDITY and hold the same messages; only then the new one is listed
 * for it. While no name is new nothing but the list is asked for.
 */
final class HostFolders {
    private final Store store;

    HostFolders(Store store) {
        this.store = store;
    }

    /**
     * @param wanted what was renamed just now, if the host did what it was told to do
     * @throws BackendException also for a host that lists no inbox: it does not tell the truth now, and nobody's folders
     *     are deleted for that
     */
    FolderMerge.Listed list(Session session, Map<Long, String> wanted) throws BackendException {
        List<Folder> folders = session.backend().folders();
        if (folders.stream().noneMatch(folder -> folder.type() == FolderType.Inbox))
            throw new BackendException(BackendException.Kind.UNAVAILABLE, "the host lists no inbox");
        Set<String> names = folders.stream().map(Folder::remote).collect(Collectors.toSet());
        var renamed = new HashMap<>(wanted);
        renamed.values().retainAll(names);
        if (!(session.backend() instanceof Backend.Folders host))
            return new FolderMerge.Listed(folders, renamed, Map.of());
        var known = new HashMap<Long, FolderRow>();
        for (FolderRow row : store.read(rows -> rows.folders(session.account())))
            if (!row.gone() && !row.remote().equals(FolderMerge.OUTBOX)) known.put(row.id(), row);
        Map<String, Identity> identities = new HashMap<>(host.identities(unknown(folders, known.values(), renamed)));
        var all = new HashMap<>(renamed);
        all.putAll(found(session, known, names, renamed, identities));
        Set<String> freed = unknown(folders, known.values(), all);
        freed.removeAll(identities.keySet());
        if (all.size() > renamed.size() && !freed.isEmpty()) identities.putAll(host.identities(freed));
        return new FolderMerge.Listed(folders, all, identities);
    }

    /** What can hold messages, and has a name that no known folder has. */
    private static Set<String> unknown(List<Folder> folders, Collection<FolderRow> known, Map<Long, String> renamed) {
        Set<String> names = known.stream()
                .map(row -> renamed.getOrDefault(row.id(), row.remote()))
                .collect(Collectors.toSet());
        return folders.stream()
                .filter(folder -> folder.selectable() && !names.contains(folder.remote()))
                .map(Folder::remote)
                .collect(Collectors.toSet());
    }

    private Map<Long, String> found(
            Session session,
            Map<Long, FolderRow> known,
            Set<String> listed,
            Map<Long, String> renamed,
            Map<String, Identity> identities)
            throws BackendException {
        Map<Long, IdentityRow> before = store.read(rows -> rows.identities(session.account())).stream()
                .collect(Collectors.toMap(IdentityRow::folder, row -> row));
        var claims = new HashMap<Long, List<String>>();
        for (var one : identities.entrySet()) {
            var by = new EnumMap<Proof, List<FolderRow>>(Proof.class);
            var holding = new Holding(session.backend(), one.getKey());
            for (FolderRow row : known.values())
                if (!renamed.containsKey(row.id()) && isLikely(row, before.get(row.id()), one.getValue(), listed))
                    by.computeIfAbsent(proof(row, one.getValue(), holding), proof -> new ArrayList<>())
                            .add(row);
            List<FolderRow> likely = by.getOrDefault(Proof.CONTENT, by.getOrDefault(Proof.NOTHING_AGAINST, List.of()));
            if (likely.size() == 1)
                claims.computeIfAbsent(likely.getFirst().id(), id -> new ArrayList<>())
                        .add(one.getKey());
        }
        // What could be the one or the other is neither.
        claims.values().removeIf(names -> names.size() > 1);
        return claims.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, claim -> claim.getValue().getFirst()));
    }

    private enum Proof {
        CONTENT,
        /** No device has anything of the folder. */
        NOTHING_AGAINST,
        DIFFERS
    }

    private boolean isLikely(FolderRow row, @Nullable IdentityRow before, Identity now, Set<String> listed) {
        if (!now.mailbox().isEmpty()) return before != null && before.mailbox().equals(now.mailbox());
        if (listed.contains(row.remote())) return false;
        String synced = store.read(rows -> rows.head(row.id())).generation();
        String generation = synced.isEmpty() && before != null ? before.generation() : synced;
        return generation.equals(now.generation());
    }

    /** Whether what the Index has of a folder is in the one of that name: equal ids with equal dates. */
    private Proof proof(FolderRow row, Identity now, Holding holding) throws BackendException {
        if (!now.mailbox().isEmpty()) return Proof.CONTENT;
        var dates = new HashMap<String, Long>();
        store.read(rows -> {
            rows.eachLiving(row.id(), item -> dates.put(item.remote(), item.date()));
            return true;
        });
        if (dates.isEmpty()) return Proof.NOTHING_AGAINST;
        List<Entry> items = holding.items();
        List<Entry> common =
                items.stream().filter(item -> dates.containsKey(item.remote())).toList();
        boolean same = common.stream().allMatch(item -> dates.getOrDefault(item.remote(), -1L) == item.date());
        boolean enough = !common.isEmpty() && common.size() * 2L >= Math.min(dates.size(), items.size());
        return same && enough ? Proof.CONTENT : Proof.DIFFERS;
    }

    /**
     * What a folder holds, listed when it first matters: some hosts give many folders one UIDVALIDITY, so that each new
     * name may be one of many.
     */
    private static final class Holding {
        private final Backend backend;
        private final String name;
        private @Nullable List<Entry> items;

        private Holding(Backend backend, String name) {
            this.backend = backend;
            this.name = name;
        }

        /** Of a host that does not list a folder whole, nothing: that proves nothing. */
        List<Entry> items() throws BackendException {
            List<Entry> known = items;
            if (known != null) return known;
            List<Entry> listed =
                    backend.changes(name, "") instanceof Delta.Full(List<Entry> all, var g, var t) ? all : List.of();
            items = listed;
            return listed;
        }
    }
}
