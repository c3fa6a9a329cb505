package org.mailspan.sync;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mailspan.backend.BackendException;
import org.mailspan.store.FolderRow;
import org.mailspan.store.Slot;
import org.mailspan.store.StateRow;
import org.mailspan.store.Store;
import org.mailspan.store.Writes;
import org.mailspan.sync.KnownFolders.Known;
import org.mailspan.sync.KnownFolders.News;

/**
 * The folders of an account, and what each device has been told of them. Key 0 tells all of them again and touches no
 * collection: Gmail sends it at every manual refresh (quirk D8, 2025-11).
 */
public final class Hierarchy {
    private final Store store;
    private final HostFolders host;
    private final Turns<String> turns = new Turns<>();

    public Hierarchy(Store store) {
        this.store = store;
        this.host = new HostFolders(store);
    }

    /** What FolderSync comes to. */
    public sealed interface Outcome {
        record Synced(String syncKey, List<FolderRow> added, List<FolderRow> changed, List<FolderRow> deleted)
                implements Outcome {}

        record InvalidKey() implements Outcome {}
    }

    public Outcome sync(Session session, String key) throws BackendException {
        return turns.in(session.account(), () -> {
            var listed = host.list(session, Map.of());
            return store.write(rows -> {
                FolderMerge.enter(rows, session.account(), listed);
                return answer(rows, session, key);
            });
        });
    }

    /** Whether the device has to be told of folders; one that never asked has not. */
    public boolean hasNews(Session session) throws BackendException {
        return news(session).filter(news -> !news.isEmpty()).isPresent();
    }

    /** Whether this is or was a folder, and the device was told of all as they are now. */
    public boolean isTold(Session session, long id) throws BackendException {
        return store.read(rows -> rows.folder(session.account(), id)).isPresent()
                && news(session).filter(News::isEmpty).isPresent();
    }

    /** Empty for a device that never asked. */
    private Optional<News> news(Session session) throws BackendException {
        return turns.in(session.account(), () -> {
            var listed = host.list(session, Map.of());
            return store.write(rows -> {
                FolderMerge.enter(rows, session.account(), listed);
                List<FolderRow> all = rows.folders(session.account());
                return rows.state(session.account(), session.device(), KnownFolders.ROOT, Slot.CURRENT)
                        .map(state -> KnownFolders.news(all, state));
            });
        });
    }

    private static Outcome answer(Writes rows, Session session, String key) {
        List<FolderRow> all = rows.folders(session.account());
        return key.equals(SyncKeys.INITIAL) ? begin(rows, session, all) : proceed(rows, session, all, key);
    }

    /** Gmail asks with key 0 while it has a key (quirk D8): if this answer is lost it goes on with that. */
    private static Outcome begin(Writes rows, Session session, List<FolderRow> all) {
        var current = rows.state(session.account(), session.device(), KnownFolders.ROOT, Slot.CURRENT);
        StateRow nothing = KnownFolders.nothing(session);
        StateRow next = KnownFolders.everythingUpTo(nothing, KnownFolders.version(all));
        String latest = current.map(StateRow::syncKey).orElse(SyncKeys.INITIAL);
        String key = KnownFolders.advance(rows, new Known(current.orElse(nothing), latest), next);
        return synced(key, KnownFolders.news(all, nothing));
    }

    private static Outcome proceed(Writes rows, Session session, List<FolderRow> all, String key) {
        Optional<Known> known = KnownFolders.known(rows, session, key);
        if (known.isEmpty()) return new Outcome.InvalidKey();
        News news = KnownFolders.news(all, known.get().state());
        if (news.isEmpty() && known.get().latestKey().equals(key)) return synced(key, news);
        StateRow next = KnownFolders.everythingUpTo(known.get().state(), KnownFolders.version(all));
        return synced(KnownFolders.advance(rows, known.get(), next), news);
    }

    private static Outcome synced(String key, News news) {
        return new Outcome.Synced(key, news.added(), news.changed(), news.deleted());
    }

    /** What a device's change of a folder comes to. */
    public sealed interface Change {
        /** @param id of the folder */
        record Done(String syncKey, long id) implements Change {}

        record InvalidKey() implements Change {}

        /** The parent has a folder of that name. */
        record NameTaken() implements Change {}

        record NoParent() implements Change {}

        record NoFolder() implements Change {}

        /** A folder that every account has, or the parent is one that can hold none. */
        record Special() implements Change {}

        /** A folder cannot lie below itself. */
        record BelowItself() implements Change {}

        /** There are folders below it of which the device was not told yet: nothing is deleted that nobody named. */
        record HoldsMore() implements Change {}
    }

    /** Makes a folder for mail, or answers again for one that was made for this device. */
    public Change create(Session session, String key, FolderWish wish) throws BackendException {
        return turns.in(session.account(), () -> new FolderChanges(store, host, session).create(key, wish));
    }

    /** Renames a folder, moves it, or both. */
    public Change update(Session session, String key, long id, FolderWish wish) throws BackendException {
        return turns.in(session.account(), () -> new FolderChanges(store, host, session).update(key, id, wish));
    }

    /** Deletes a folder with all that is in it and all that is below it. */
    public Change delete(Session session, String key, long id) throws BackendException {
        return turns.in(session.account(), () -> new FolderChanges(store, host, session).delete(key, id));
    }

    /**
     * Deletes the folders below one, as far as the device was told of them. Special ones and those above them stay.
     *
     * @return false if nothing was deleted, as some were made anew since under the old names
     */
    public boolean deleteBelow(Session session, long id) throws BackendException {
        return turns.in(session.account(), () -> new FolderChanges(store, host, session).deleteBelow(id));
    }
}
