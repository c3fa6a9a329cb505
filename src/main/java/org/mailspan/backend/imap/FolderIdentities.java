package org.mailspan.backend.imap;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.mailspan.backend.Backend.Folders.Identity;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;

/** What tells folders apart beside their names: UIDVALIDITY, and MAILBOXID where the host has it (RFC 8474). */
final class FolderIdentities {
    /** Without LIST-STATUS each folder costs a command, which an old host takes its time for. */
    private static final int MOST = 100;

    private FolderIdentities() {}

    static Map<String, Identity> of(ImapConnection connection, Collection<String> folders) throws BackendException {
        Capabilities capabilities = connection.capabilities();
        if (folders.isEmpty() || folders.size() > MOST && !capabilities.has("LIST-STATUS")) return Map.of();
        String items = capabilities.has("OBJECTID") ? "(UIDVALIDITY MAILBOXID)" : "(UIDVALIDITY)";
        var found = new HashMap<String, Identity>();
        for (String folder : folders) if (connection.isOpenAtHost(folder)) openAnew(connection, folder);
        new Statuses(connection, items).ask(List.of(), folders, row -> read(row, found));
        return found.entrySet().stream()
                .filter(one -> folders.contains(one.getKey()))
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Of the folder that is open the host tells the UIDVALIDITY of when it was opened, though another has its name now. */
    private static void openAnew(ImapConnection connection, String folder) throws BackendException {
        try {
            connection.select(folder);
        } catch (BackendException e) {
            if (e.kind() != Kind.FOLDER_GONE && e.kind() != Kind.NOT_ALLOWED) throw e;
        }
    }

    /** {@code STATUS name (UIDVALIDITY 12 MAILBOXID (F2212ea8))}; one that makes no sense is passed over. */
    private static void read(ImapRow row, Map<String, Identity> into) {
        if (!row.is("STATUS")) return;
        try {
            String folder = row.mailbox();
            String generation = "";
            String mailbox = "";
            row.expect('(');
            while (!row.take(')'))
                switch (row.word()) {
                    case "UIDVALIDITY" -> generation = Long.toString(row.number());
                    case "MAILBOXID" -> {
                        row.expect('(');
                        mailbox = row.text();
                        row.expect(')');
                    }
                    default -> row.skipValue();
                }
            if (!generation.isEmpty()) into.put(folder, new Identity(generation, mailbox));
        } catch (IndexOutOfBoundsException odd) {
            // as if the host had said nothing of it
        }
    }
}
