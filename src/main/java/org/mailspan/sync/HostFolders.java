package org.mailspan.sync;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.mailspan.backend.Backend;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Folder;
import org.mailspan.protocol.FolderType;
import org.mailspan.store.FolderRow;
import org.mailspan.store.Store;
import org.mailspan.sync.KeptFolders.Proof;

/**
 * Asks the host for its folders, and finds again those that somebody renamed ({@link KeptFolders}) or that another host
 * calls otherwise ({@link Successors}): a folder keeps its id (law 4), and phones what they have of it. While no name is
 * new nothing but the list is asked for.
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
        List<FolderRow> known = store.read(rows -> rows.folders(session.account())).stream()
                .filter(row -> !row.gone() && !row.remote().equals(FolderMerge.OUTBOX))
                .toList();
        var lost = new LostFolders(known, folders, renamed);
        identify(host, lost);
        find(session, host, lost);
        // A name that a renamed folder had may be another one's now.
        if (lost.found().size() > renamed.size()) identify(host, lost);
        return new FolderMerge.Listed(folders, lost.found(), lost.identities());
    }

    private static void identify(Backend.Folders host, LostFolders lost) throws BackendException {
        Set<String> names = lost.unidentified();
        if (!names.isEmpty()) lost.identify(host.identities(names));
    }

    /** By what proves most, first. */
    private void find(Session session, Backend.Folders host, LostFolders lost) throws BackendException {
        if (lost.came().isEmpty()) return;
        var holdings = new Holdings(session.backend());
        var kept = new KeptFolders(store, session.account(), holdings, lost);
        kept.find(Proof.CONTENT);
        if (lost.went().isEmpty() || lost.came().isEmpty()) return;
        var successors = new Successors(store, session.backend(), host, holdings, lost);
        successors.findByPlace();
        kept.find(Proof.NOTHING_AGAINST);
        successors.findByContent();
    }
}
