package org.mailspan.sync;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mailspan.backend.Backend.Folders.Identity;
import org.mailspan.backend.Folder;
import org.mailspan.protocol.FolderType;
import org.mailspan.store.FolderRow;
import org.mailspan.store.IdentityRow;
import org.mailspan.store.Writes;

/** Enters what the host lists of folders, within one transaction and under one new version. */
final class FolderMerge {
    /** Android 5 resets the account when there is no Outbox (quirk D2): devices see one that is always empty. */
    static final String OUTBOX = "";

    /**
     * What the host has.
     *
     * @param renamed folders that are known under another name: their ids, and what they are called now
     * @param identities of folders that were not known by their names
     */
    record Listed(List<Folder> folders, Map<Long, String> renamed, Map<String, Identity> identities) {}

    private final Writes rows;
    private final String account;
    private final Map<String, FolderRow> living = new HashMap<>();
    private final Map<String, FolderRow> buried = new HashMap<>();
    private final Map<String, Long> ids = new HashMap<>();
    private final long version;

    private FolderMerge(Writes rows, String account, Map<Long, String> renamed) {
        this.rows = rows;
        this.account = account;
        List<FolderRow> all = rows.folders(account);
        this.version = KnownFolders.version(all) + 1;
        for (FolderRow row : all)
            if (row.gone()) buried.put(row.remote(), row);
            else living.put(renamed.getOrDefault(row.id(), row.remote()), row);
    }

    static void enter(Writes rows, String account, Listed listed) {
        new FolderMerge(rows, account, listed.renamed).enter(listed);
    }

    private void enter(Listed listed) {
        if (!living.containsKey(OUTBOX)) {
            var outbox = new Folder(OUTBOX, "", "Outbox", FolderType.Outbox, false);
            rows.addFolder(row(0, outbox, version, version));
        }
        for (Folder folder : listed.folders) ids.put(folder.remote(), enter(folder));
        listed.identities.forEach((remote, identity) -> Optional.ofNullable(ids.get(remote))
                .ifPresent(id -> rows.putIdentity(new IdentityRow(id, identity.generation(), identity.mailbox()))));
        living.forEach((remote, row) -> {
            if (ids.containsKey(remote) || remote.equals(OUTBOX)) return;
            rows.putFolder(buried(row));
            rows.dropIndex(row.id());
        });
    }

    /** A folder that comes back gets its old id again (law 4), as a new folder for who was told that it went. */
    private long enter(Folder folder) {
        FolderRow old = living.get(folder.remote());
        if (old != null) {
            FolderRow now = row(old.id(), folder, old.added(), old.version());
            boolean told = now.name().equals(old.name()) && now.parent() == old.parent() && now.type() == old.type();
            if (!now.equals(old)) rows.putFolder(row(old.id(), folder, old.added(), told ? old.version() : version));
            return old.id();
        }
        FolderRow before = buried.get(folder.remote());
        FolderRow fresh = row(before == null ? 0 : before.id(), folder, version, version);
        if (before == null) return rows.addFolder(fresh).id();
        rows.putFolder(fresh);
        return before.id();
    }

    private FolderRow row(long id, Folder f, long added, long changed) {
        long parent = f.parent().isEmpty() ? KnownFolders.ROOT : ids.getOrDefault(f.parent(), KnownFolders.ROOT);
        return new FolderRow(
                account, id, f.remote(), parent, f.name(), f.type(), f.selectable(), added, changed, false);
    }

    private FolderRow buried(FolderRow row) {
        return new FolderRow(
                account,
                row.id(),
                row.remote(),
                row.parent(),
                row.name(),
                row.type(),
                row.selectable(),
                row.added(),
                version,
                true);
    }
}
