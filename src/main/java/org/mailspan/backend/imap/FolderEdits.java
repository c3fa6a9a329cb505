package org.mailspan.backend.imap;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.mailspan.backend.Backend.Folders.Placed;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;

/**
 * Makes, renames and deletes folders. What a host says in its refusal is seldom a code, so the list of folders decides:
 * it is asked before, and again after a refusal.
 */
final class FolderEdits {
    private FolderEdits() {}

    static Placed create(ImapConnection connection, String parent, String name) throws BackendException {
        FolderTree tree = ImapFolders.tree(connection);
        if (!parent.isEmpty() && !tree.has(parent)) return new Placed.NoParent();
        String path = path(tree, parent, name);
        Optional<String> taken = tree.taken(path);
        if (taken.isPresent()) return new Placed.Taken(taken.get());
        try {
            connection.run("CREATE", connection.mailbox(path), row -> {}, Kind.REFUSED);
        } catch (BackendException refused) {
            return new Placed.Taken(otherOf(connection, path, refused));
        }
        subscribe(connection, "SUBSCRIBE", List.of(path));
        return new Placed.At(path);
    }

    static Placed rename(ImapConnection connection, String folder, String parent, String name) throws BackendException {
        FolderTree tree = ImapFolders.tree(connection);
        if (!tree.has(folder)) throw gone(folder);
        if (!parent.isEmpty() && !tree.has(parent)) return new Placed.NoParent();
        if (tree.isSpecial(folder)) throw new BackendException(Kind.NOT_ALLOWED, folder + " has a use of its own");
        String path = path(tree, parent, name);
        if (path.equals(folder)) return new Placed.At(path);
        Optional<String> taken = tree.taken(path);
        if (taken.isPresent()) return new Placed.Taken(taken.get());
        leave(connection);
        try {
            var names = connection.mailbox(connection.mailbox(folder), path);
            connection.run("RENAME", names, row -> {}, Kind.REFUSED);
        } catch (BackendException refused) {
            return new Placed.Taken(otherOf(connection, path, refused));
        }
        List<String> before = tree.family(folder);
        subscribe(connection, "UNSUBSCRIBE", before);
        String now = path;
        subscribe(
                connection,
                "SUBSCRIBE",
                before.stream().map(old -> now + old.substring(folder.length())).toList());
        return new Placed.At(path);
    }

    static Set<String> permanent(ImapConnection connection, Collection<String> folders) throws BackendException {
        FolderTree tree = ImapFolders.tree(connection);
        return folders.stream().filter(tree::isSpecial).collect(Collectors.toUnmodifiableSet());
    }

    /** A mere node has nothing that could be deleted, and goes with what is below it. */
    static void remove(ImapConnection connection, String folder) throws BackendException {
        FolderTree tree = ImapFolders.tree(connection);
        if (!tree.has(folder)) throw gone(folder);
        if (tree.isSpecial(folder)) throw new BackendException(Kind.NOT_ALLOWED, folder + " has a use of its own");
        leave(connection);
        connection.run("DELETE", connection.mailbox(folder), row -> {}, Kind.NOT_ALLOWED);
        subscribe(connection, "UNSUBSCRIBE", List.of(folder));
    }

    private static String path(FolderTree tree, String parent, String name) throws BackendException {
        String last = name.strip();
        boolean odd = last.codePoints()
                .anyMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
        if (last.isEmpty() || odd) throw new BackendException(Kind.REFUSED, "no name for a folder");
        if (!parent.isEmpty() && tree.isLeaf(parent))
            throw new BackendException(Kind.NOT_ALLOWED, parent + " can have no folders below it");
        return tree.path(parent, last);
    }

    /** Some hosts refuse to touch a folder that is open, others go on with it under its old name. */
    private static void leave(ImapConnection connection) throws BackendException {
        if (connection.hasSelection()) connection.select("INBOX");
    }

    /** The folder that is in the way: made meanwhile, or the same to a host that does not tell case. */
    private static String otherOf(ImapConnection connection, String path, BackendException refused)
            throws BackendException {
        if (connection.broken() || refused.kind() == Kind.UNAVAILABLE) throw refused;
        return ImapFolders.tree(connection).folders().stream()
                .map(folder -> folder.remote())
                .filter(path::equalsIgnoreCase)
                .findFirst()
                .orElseThrow(() -> refused);
    }

    /** Other mail programs show what is subscribed; ours does not ask, and a host need not have the command. */
    private static void subscribe(ImapConnection connection, String command, List<String> folders)
            throws BackendException {
        for (String folder : folders)
            try {
                connection.run(command, connection.mailbox(folder), row -> {});
            } catch (BackendException refused) {
                if (connection.broken()) throw refused;
            }
    }

    private static BackendException gone(String folder) {
        return new BackendException(Kind.FOLDER_GONE, "no folder " + folder);
    }
}
