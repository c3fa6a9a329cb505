package org.mailspan.sync;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.mailspan.backend.Backend.Reading;
import org.mailspan.backend.Backend.Searches;
import org.mailspan.backend.Backend.Want;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.Entry;
import org.mailspan.backend.Query;
import org.mailspan.item.BodyOptions;
import org.mailspan.item.Item;
import org.mailspan.protocol.FolderType;
import org.mailspan.protocol.ServerId;
import org.mailspan.store.FolderRow;
import org.mailspan.store.ItemRow;
import org.mailspan.store.Store;

/**
 * Searches the folders that an account's devices know, and gives what was found the ids by which devices name items.
 * What the Index has not seen yet is entered: so every result is one that other commands accept.
 */
public final class Finder {
    private final Store store;
    private final Index index;
    private final Notes notes;
    private final SharedReads shared;

    Finder(Store store, Index index, Notes notes, SharedReads shared) {
        this.store = store;
        this.index = index;
        this.notes = notes;
        this.shared = shared;
    }

    /** Where to search. */
    public sealed interface Scope {
        /**
         * All that is mail, drafts too (MS-ASCMD_R5421); but not what the user threw away or never wanted, which hides
         * what is looked for. It is searched where it is named.
         */
        record Everywhere() implements Scope {}

        /** All of it: a conversation is shown whole (MS-ASCON_R220). */
        record WithoutException() implements Scope {}

        /** @param deep with all folders below these */
        record Folders(Set<Long> collections, boolean deep) implements Scope {}
    }

    /** One message that was found. */
    public record Hit(FolderRow folder, Entry entry) {}

    public sealed interface Outcome {
        /** See {@link Searches.Found}. */
        record Found(List<Hit> newest, long total, boolean complete) implements Outcome {
            public Found {
                newest = List.copyOf(newest);
            }
        }

        /** The device names a folder that is not there, or has not asked for folders yet. */
        record NoSuchFolder() implements Outcome {}
    }

    public Outcome find(Session session, Scope scope, Query query, int most, Duration patience)
            throws BackendException {
        if (!(session.backend() instanceof Searches searches))
            throw new BackendException(Kind.NOT_ALLOWED, "this account cannot be searched");
        Map<Long, FolderRow> all = store.read(rows -> rows.folders(session.account())).stream()
                .filter(row -> !row.gone())
                .collect(Collectors.toMap(FolderRow::id, row -> row));
        boolean isKnown = !(scope instanceof Scope.Folders(Set<Long> collections, boolean _))
                || all.keySet().containsAll(collections);
        if (all.isEmpty() || !isKnown) return new Outcome.NoSuchFolder();
        Map<String, FolderRow> folders = folders(all, scope, searches);
        // what cannot be opened holds nothing, and is known all the same: no reason to ask for folders anew
        if (folders.isEmpty()) return new Outcome.Found(List.of(), 0, true);
        var found = searches.search(List.copyOf(folders.keySet()), query, most, patience);
        List<Hit> hits = found.newest().stream()
                .flatMap(hit -> Optional.ofNullable(folders.get(hit.folder())).stream()
                        .map(folder -> new Hit(folder, hit.entry())))
                .toList();
        return new Outcome.Found(hits, found.total(), found.complete());
    }

    /** By name, those that most mail is in first: they are searched for certain. */
    private static Map<String, FolderRow> folders(Map<Long, FolderRow> all, Scope scope, Searches searches)
            throws BackendException {
        List<FolderRow> mail = all.values().stream()
                .filter(row -> row.selectable() && row.type().holdsMail())
                .filter(row -> !row.remote().isEmpty())
                .sorted(Comparator.comparing((FolderRow row) -> row.type() != FolderType.Inbox)
                        .thenComparing(row -> row.type() != FolderType.SentItems)
                        .thenComparingLong(FolderRow::id))
                .toList();
        List<FolderRow> wanted = switch (scope) {
            case Scope.WithoutException() -> mail;
            case Scope.Everywhere() -> {
                Set<String> junk = searches.junk();
                yield mail.stream()
                        .filter(row -> row.type() != FolderType.DeletedItems && !junk.contains(row.remote()))
                        .toList();
            }
            case Scope.Folders(Set<Long> collections, boolean deep) ->
                mail.stream()
                        .filter(row -> collections.contains(row.id()) || deep && isBelow(row, collections, all))
                        .toList();
        };
        var byName = new LinkedHashMap<String, FolderRow>();
        wanted.forEach(row -> byName.put(row.remote(), row));
        return byName;
    }

    private static boolean isBelow(FolderRow row, Set<Long> collections, Map<Long, FolderRow> all) {
        FolderRow above = all.get(row.parent());
        for (int levels = 0; above != null && levels < all.size(); levels++) {
            if (collections.contains(above.id())) return true;
            above = all.get(above.parent());
        }
        return false;
    }

    /** A result as a device gets it. */
    public record Result(ServerId id, Item item, long octets) {}

    /** Reads what was found, in the order of the hits; what went meanwhile is left out. */
    public List<Result> read(Session session, List<Hit> hits, BodyOptions body) throws BackendException {
        var byFolder = new LinkedHashMap<FolderRow, List<Entry>>();
        for (Hit hit : hits)
            byFolder.computeIfAbsent(hit.folder, first -> new ArrayList<>()).add(hit.entry);
        var results = new HashMap<Place, Result>();
        for (var folder : byFolder.entrySet()) {
            FolderRow row = folder.getKey();
            List<Entry> entries = keyed(row, folder.getValue());
            shared.read(session, row.remote(), new Want.Whole(row.id(), body), entries, reading -> {
                var place = new Place(row.id(), reading.entry().remote());
                results.put(place, result(row, reading));
            });
        }
        return hits.stream()
                .map(hit -> Optional.ofNullable(results.get(new Place(hit.folder.id(), hit.entry.remote()))))
                .flatMap(Optional::stream)
                .toList();
    }

    private record Place(long folder, String remote) {}

    private Result result(FolderRow folder, Reading reading) {
        var id = new ServerId(folder.id(), reading.entry().key());
        return new Result(id, notes.over(id, reading.item()), reading.octets());
    }

    /** The entries with the keys of their rows. */
    private List<Entry> keyed(FolderRow folder, List<Entry> entries) throws BackendException {
        Map<String, ItemRow> known = known(folder, entries);
        return entries.stream()
                .flatMap(entry -> Optional.ofNullable(known.get(entry.remote())).stream()
                        .map(row -> new Entry(entry.remote(), row.key(), entry.stamp(), entry.date())))
                .toList();
    }

    /** Rows by the host's ids of what was found; what has none yet gets one. */
    Map<String, ItemRow> known(FolderRow folder, List<Entry> entries) throws BackendException {
        Map<String, ItemRow> known = rows(folder, entries);
        List<Entry> unseen = entries.stream()
                .filter(entry -> !known.containsKey(entry.remote()))
                .toList();
        if (!unseen.isEmpty()) {
            index.act(folder, () -> new Index.Result(unseen, List.of()));
            known.putAll(rows(folder, unseen));
        }
        return known;
    }

    private Map<String, ItemRow> rows(FolderRow folder, List<Entry> entries) {
        List<String> remotes = entries.stream().map(Entry::remote).toList();
        return new HashMap<>(store.read(rows -> rows.itemsByRemote(folder.id(), remotes)));
    }
}
