package org.mailspan.sync;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mailspan.backend.Backend;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Delta;
import org.mailspan.backend.Entry;
import org.mailspan.backend.Folder;
import org.mailspan.backend.Likeness;
import org.mailspan.protocol.FolderType;
import org.mailspan.support.BackendAround;

/** A host of numbers whose folders have places and uses; two of them are one account before and after a move. */
final class MovedHost implements BackendAround, Backend.Folders, Backend.Likenesses {
    final NumberHost host;
    final List<Folder> folders = new ArrayList<>();
    /** Names that were listed whole. */
    final List<String> listed = new ArrayList<>();

    /** Questions about names beside the list of folders. */
    int identified;

    /** MAILBOXIDs by name; a folder without one has none. */
    final Map<String, String> mailboxes = new HashMap<>();

    /** As many hosts have it: one UIDVALIDITY for each folder, unlike any of another host. */
    private final String generation;

    /** @param names of folders; those that end in a slash are mere nodes */
    MovedHost(int number, String separator, String... names) {
        host = new NumberHost(NumberHost.Telling.INCREMENTAL, withInbox(names));
        generation = "u" + number + "-";
        for (int i = 0; i < number; i++)
            for (String name : withInbox(names)) if (!name.endsWith("/")) host.migrate(name, 0);
        for (String name : withInbox(names)) folders.add(folder(name, separator));
    }

    private static String[] withInbox(String... names) {
        var all = new ArrayList<String>(List.of("INBOX"));
        all.addAll(List.of(names));
        return all.toArray(String[]::new);
    }

    private static Folder folder(String name, String separator) {
        boolean node = name.endsWith("/");
        String remote = node ? name.substring(0, name.length() - 1) : name;
        int last = remote.lastIndexOf(separator);
        String above = last < 0 ? "" : remote.substring(0, last);
        return new Folder(remote, above, remote.substring(last + 1), type(remote.substring(last + 1)), !node);
    }

    private static FolderType type(String name) {
        return switch (name) {
            case "INBOX" -> FolderType.Inbox;
            case "Sent", "Gesendet" -> FolderType.SentItems;
            case "Trash", "Papierkorb" -> FolderType.DeletedItems;
            default -> FolderType.UserMail;
        };
    }

    /** Messages of these numbers; the same ones on both hosts. */
    MovedHost with(String folder, int... messages) {
        for (int message : messages) host.add(folder, 1_000L + message, "m" + message);
        return this;
    }

    @Override
    public NumberHost host() {
        return host;
    }

    @Override
    public List<Folder> folders() {
        return List.copyOf(folders);
    }

    @Override
    public Delta changes(String folder, String token) throws BackendException {
        if (token.isEmpty()) listed.add(folder);
        String own = token.startsWith(generation) ? token.substring(generation.length()) : "";
        return switch (host.changes(folder, own)) {
            case Delta.Full(List<Entry> items, String now, String next) ->
                new Delta.Full(items, generation + now, generation + next);
            case Delta.Incremental(List<Entry> changed, List<String> removed, String next) ->
                new Delta.Incremental(changed, removed, generation + next);
            case Delta.Remaining(List<Entry> changed, var present, String next) ->
                new Delta.Remaining(changed, present, generation + next);
        };
    }

    @Override
    public Map<String, Identity> identities(Collection<String> names) {
        if (names.isEmpty()) return Map.of();
        identified++;
        var all = new HashMap<String, Identity>();
        for (String name : names)
            all.put(name, new Identity(generation + "g" + host.generation(name), mailboxes.getOrDefault(name, "")));
        return all;
    }

    @Override
    public Map<String, Likeness> likenesses(String folder, List<Entry> entries) throws BackendException {
        return host.likenesses(folder, entries);
    }

    @Override
    public boolean stands(String folder, String token) throws BackendException {
        return token.isEmpty()
                || token.startsWith(generation) && host.stands(folder, token.substring(generation.length()));
    }

    @Override
    public Placed create(String parent, String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Placed rename(String folder, String parent, String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void remove(String folder) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Set<String> permanent(Collection<String> folders) {
        return Set.of();
    }
}
