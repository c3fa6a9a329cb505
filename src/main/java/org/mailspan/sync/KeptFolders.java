package org.mailspan.sync;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.mailspan.backend.Backend.Folders.Identity;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Entry;
import org.mailspan.backend.Folder;
import org.mailspan.store.FolderRow;
import org.mailspan.store.IdentityRow;
import org.mailspan.store.Store;

/**
 * Finds folders again that somebody renamed: the host's own id decides where it has one (MAILBOXID). Elsewhere a name that
 * went and a name that came are one folder if they have the same UIDVALIDITY and hold the same messages; only then the new
 * one is listed for it.
 */
final class KeptFolders {
    private final Store store;
    private final Holdings holdings;
    private final LostFolders lost;
    private final Map<Long, IdentityRow> before;
    private final Map<Long, String> generations;

    KeptFolders(Store store, String account, Holdings holdings, LostFolders lost) {
        this.store = store;
        this.holdings = holdings;
        this.lost = lost;
        this.before = store.read(rows -> rows.identities(account)).stream()
                .collect(Collectors.toMap(IdentityRow::folder, row -> row));
        this.generations = store.read(rows -> lost.known().stream()
                .collect(Collectors.toMap(
                        FolderRow::id, row -> rows.head(row.id()).generation())));
    }

    enum Proof {
        CONTENT,
        /** No device has anything of the folder. */
        NOTHING_AGAINST,
        DIFFERS
    }

    void find(Proof wanted) throws BackendException {
        var claims = new HashMap<Long, List<String>>();
        for (Folder folder : lost.came()) {
            Identity identity = lost.identities().get(folder.remote());
            if (identity == null) continue;
            var by = new EnumMap<Proof, List<FolderRow>>(Proof.class);
            for (FolderRow row : lost.known())
                if (!lost.found().containsKey(row.id())) {
                    var noted = Optional.ofNullable(before.get(row.id()));
                    by.computeIfAbsent(proof(row, noted, identity, folder.remote()), proof -> new ArrayList<>())
                            .add(row);
                }
            List<FolderRow> likely = by.getOrDefault(wanted, List.of());
            boolean better = wanted != Proof.CONTENT && by.containsKey(Proof.CONTENT);
            if (likely.size() == 1 && !better)
                claims.computeIfAbsent(likely.getFirst().id(), id -> new ArrayList<>())
                        .add(folder.remote());
        }
        // What could be the one or the other is neither.
        claims.forEach((id, names) -> {
            if (names.size() == 1) lost.find(id, names.getFirst());
        });
    }

    private Proof proof(FolderRow row, Optional<IdentityRow> before, Identity now, String name)
            throws BackendException {
        String synced = generations.getOrDefault(row.id(), "");
        String mailbox = before.map(IdentityRow::mailbox).orElse("");
        if (!now.mailbox().isEmpty() && now.mailbox().equals(mailbox)) return Proof.CONTENT;
        String first = before.map(IdentityRow::generation).orElse("");
        // Noted when the folder was first seen: of one that was numbered anew since, it may be another host's word.
        boolean current = synced.isEmpty() || synced.equals(first);
        if (!now.mailbox().isEmpty() && !mailbox.isEmpty() && current) return Proof.DIFFERS;
        if (lost.listed(row.remote()).isPresent()) return Proof.DIFFERS;
        return (synced.isEmpty() ? first : synced).equals(now.generation()) ? proof(row, name) : Proof.DIFFERS;
    }

    /** Whether what the Index has of a folder is in the one of that name: equal ids with equal dates. */
    private Proof proof(FolderRow row, String name) throws BackendException {
        var dates = new HashMap<String, Long>();
        store.read(rows -> {
            rows.eachLiving(row.id(), item -> dates.put(item.remote(), item.date()));
            return true;
        });
        if (dates.isEmpty()) return Proof.NOTHING_AGAINST;
        List<Entry> items = holdings.of(name);
        List<Entry> common =
                items.stream().filter(item -> dates.containsKey(item.remote())).toList();
        boolean same = common.stream().allMatch(item -> dates.getOrDefault(item.remote(), -1L) == item.date());
        boolean enough = !common.isEmpty() && common.size() * 2L >= Math.min(dates.size(), items.size());
        return same && enough ? Proof.CONTENT : Proof.DIFFERS;
    }
}
