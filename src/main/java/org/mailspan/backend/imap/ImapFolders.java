package org.mailspan.backend.imap;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.angus.mail.iap.Argument;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Folder;
import org.mailspan.protocol.FolderType;

/**
 * The folders of an account; makes those that phones cannot do without (quirks D2, J2), also when somebody deleted them
 * since. One that does not come into being is not tried again.
 */
final class ImapFolders {
    private static final Map<FolderType, String> NEEDED =
            Map.of(FolderType.Drafts, "Drafts", FolderType.SentItems, "Sent", FolderType.DeletedItems, "Trash");

    private final Set<FolderType> tried = ConcurrentHashMap.newKeySet();
    private volatile List<Folder> last = List.of();
    private volatile Set<String> junk = Set.of();
    private volatile Set<String> views = Set.of();

    List<Folder> list(ImapConnection connection) throws BackendException {
        FolderTree tree = tree(connection);
        forgetTries(tree);
        if (create(connection, tree)) tree = tree(connection);
        forgetTries(tree);
        last = List.copyOf(tree.folders());
        junk = tree.junk();
        views = tree.views();
        return last;
    }

    private void forgetTries(FolderTree tree) {
        for (Folder folder : tree.folders()) tried.remove(folder.type());
    }

    boolean isListed() {
        return !last.isEmpty();
    }

    /** Of the last list. */
    Set<String> junk() {
        return junk;
    }

    /** What is in a view and in another folder belongs to that one. */
    List<String> viewsLast(List<String> names) {
        return names.stream().sorted(Comparator.comparing(views::contains)).toList();
    }

    /** The folder of a type that the last list had; empty if none. */
    String ofType(FolderType type) {
        return last.stream()
                .filter(f -> f.type() == type)
                .map(Folder::remote)
                .findFirst()
                .orElse("");
    }

    /** Folders of others and shared ones are left out unless they are wanted: a phone would load all of them. */
    static FolderTree tree(ImapConnection connection) throws BackendException {
        Capabilities capabilities = connection.capabilities();
        var arguments = new Argument().writeString("").writeString("*");
        if (capabilities.has("LIST-EXTENDED") && capabilities.has("SPECIAL-USE"))
            arguments.writeAtom("RETURN (SPECIAL-USE)");
        var rows = new ArrayList<ListRow>();
        connection.run("LIST", arguments, row -> ListRow.parse(row).ifPresent(rows::add));
        Namespaces namespaces = namespaces(connection);
        if (!connection.settings().sharedFolders())
            rows.removeIf(row -> namespaces.isForeign(row.name(), row.delimiter()));
        boolean hideViews = capabilities.gmail() && !connection.settings().views();
        return new FolderTree(rows, namespaces.own(), hideViews);
    }

    static Namespaces namespaces(ImapConnection connection) throws BackendException {
        var found = new AtomicReference<>(Namespaces.UNKNOWN);
        if (connection.capabilities().has("NAMESPACE"))
            connection.run("NAMESPACE", row -> Namespaces.parse(row).ifPresent(found::set));
        return found.get();
    }

    /** A host that refuses does so once; the phone then lives without. */
    private boolean create(ImapConnection connection, FolderTree tree) throws BackendException {
        boolean created = false;
        List<FolderType> there = tree.folders().stream().map(Folder::type).toList();
        for (var needed : NEEDED.entrySet()) {
            var name = tree.nameForNew(needed.getValue());
            if (there.contains(needed.getKey()) || name.isEmpty() || !tried.add(needed.getKey())) continue;
            created |= create(connection, name.get(), "\\" + needed.getValue());
        }
        return created;
    }

    private static boolean create(ImapConnection connection, String name, String use) throws BackendException {
        try {
            if (!marked(connection, name, use)) connection.run("CREATE", connection.mailbox(name), row -> {});
            connection.run("SUBSCRIBE", connection.mailbox(name), row -> {});
            return true;
        } catch (BackendException refused) {
            if (connection.broken()) throw refused;
            return false;
        }
    }

    /** With its use, RFC 6154 3, where the host can. */
    private static boolean marked(ImapConnection connection, String name, String use) throws BackendException {
        if (!connection.capabilities().has("CREATE-SPECIAL-USE")) return false;
        try {
            connection.run("CREATE", connection.mailbox(name).writeAtom("(USE (" + use + "))"), row -> {});
            return true;
        } catch (BackendException refused) {
            if (connection.broken()) throw refused;
            return false;
        }
    }
}
