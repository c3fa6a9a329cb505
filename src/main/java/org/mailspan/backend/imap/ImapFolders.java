package org.mailspan.backend.imap;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.angus.mail.iap.Argument;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Folder;
import org.mailspan.protocol.FolderType;

/** The folders of an account; makes those once that phones cannot do without (quirks D2, J2). */
final class ImapFolders {
    private static final Map<FolderType, String> NEEDED =
            Map.of(FolderType.Drafts, "Drafts", FolderType.SentItems, "Sent", FolderType.DeletedItems, "Trash");

    private final AtomicBoolean tried = new AtomicBoolean();
    private volatile List<Folder> last = List.of();
    private volatile Set<String> junk = Set.of();

    List<Folder> list(ImapConnection connection) throws BackendException {
        FolderTree tree = tree(connection);
        if (!tried.getAndSet(true) && create(connection, tree)) tree = tree(connection);
        last = List.copyOf(tree.folders());
        junk = tree.junk();
        return last;
    }

    boolean isListed() {
        return !last.isEmpty();
    }

    /** Of the last list. */
    Set<String> junk() {
        return junk;
    }

    /** The folder of a type that the last list had; empty if none. */
    String ofType(FolderType type) {
        return last.stream()
                .filter(f -> f.type() == type)
                .map(Folder::remote)
                .findFirst()
                .orElse("");
    }

    static FolderTree tree(ImapConnection connection) throws BackendException {
        Capabilities capabilities = connection.capabilities();
        var arguments = new Argument().writeString("").writeString("*");
        if (capabilities.has("LIST-EXTENDED") && capabilities.has("SPECIAL-USE"))
            arguments.writeAtom("RETURN (SPECIAL-USE)");
        var rows = new ArrayList<ListRow>();
        connection.run("LIST", arguments, row -> ListRow.parse(row).ifPresent(rows::add));
        String namespace = capabilities.has("NAMESPACE") ? namespace(connection) : "";
        return new FolderTree(rows, namespace, capabilities.gmail());
    }

    /** The prefix of the first personal namespace, RFC 2342: {@code NAMESPACE (("INBOX." ".")) NIL NIL}. */
    private static String namespace(ImapConnection connection) throws BackendException {
        var prefixes = new ArrayList<String>();
        connection.run("NAMESPACE", row -> {
            if (row.is("NAMESPACE")) personal(row).ifPresent(prefixes::add);
        });
        return prefixes.isEmpty() ? "" : prefixes.getFirst();
    }

    private static Optional<String> personal(ImapRow row) {
        try {
            if (row.next() != '(') return Optional.empty();
            row.expect('(');
            row.expect('(');
            return Optional.of(row.mailbox());
        } catch (IndexOutOfBoundsException odd) {
            return Optional.empty();
        }
    }

    /** A host that refuses does so once; the phone then lives without. */
    private static boolean create(ImapConnection connection, FolderTree tree) throws BackendException {
        boolean created = false;
        List<FolderType> there = tree.folders().stream().map(Folder::type).toList();
        for (var needed : NEEDED.entrySet()) {
            var name = tree.nameForNew(needed.getValue());
            if (there.contains(needed.getKey()) || name.isEmpty()) continue;
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
