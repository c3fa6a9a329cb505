package org.mailspan.sync;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.mailspan.backend.Backend.Folders.Identity;
import org.mailspan.backend.Folder;
import org.mailspan.store.FolderRow;

/** Names that went and names that came with one list of a host's folders, and which of them turned out to be one folder. */
final class LostFolders {
    private final Map<Long, FolderRow> known = new LinkedHashMap<>();
    private final Map<String, Folder> listed = new LinkedHashMap<>();
    private final Map<Long, String> found;
    private final Map<String, Identity> identities = new HashMap<>();

    /** @param renamed folders of which is known already what they are called now */
    LostFolders(Collection<FolderRow> known, List<Folder> listed, Map<Long, String> renamed) {
        known.forEach(row -> this.known.put(row.id(), row));
        listed.forEach(folder -> this.listed.put(folder.remote(), folder));
        this.found = new HashMap<>(renamed);
    }

    Collection<FolderRow> known() {
        return known.values();
    }

    Optional<FolderRow> known(long id) {
        return Optional.ofNullable(known.get(id));
    }

    Optional<Folder> listed(String name) {
        return Optional.ofNullable(listed.get(name));
    }

    /** Known folders whose names are not listed, and that are not found under others. */
    List<FolderRow> went() {
        return known.values().stream()
                .filter(row -> !found.containsKey(row.id()) && !listed.containsKey(row.remote()))
                .toList();
    }

    /** Folders with a name that no known folder has. */
    List<Folder> came() {
        Set<String> names = known.values().stream()
                .map(row -> found.getOrDefault(row.id(), row.remote()))
                .collect(Collectors.toSet());
        return listed.values().stream()
                .filter(folder -> !names.contains(folder.remote()))
                .toList();
    }

    /** Of those that came, what can hold messages and is not identified yet. */
    Set<String> unidentified() {
        return came().stream()
                .filter(folder -> folder.selectable() && !identities.containsKey(folder.remote()))
                .map(Folder::remote)
                .collect(Collectors.toSet());
    }

    void identify(Map<String, Identity> told) {
        identities.putAll(told);
    }

    Map<String, Identity> identities() {
        return identities;
    }

    void find(long id, String name) {
        found.put(id, name);
    }

    /** What known folders are called now that were called otherwise. */
    Map<Long, String> found() {
        return found;
    }
}
