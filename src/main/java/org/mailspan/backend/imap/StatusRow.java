package org.mailspan.backend.imap;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;

/** A STATUS response: how a folder stands that need not be open. */
record StatusRow(String folder, Map<String, Long> values) {
    static final String WITHOUT_MODSEQ = "(UIDVALIDITY UIDNEXT MESSAGES)";
    static final String WITH_MODSEQ = "(UIDVALIDITY UIDNEXT MESSAGES HIGHESTMODSEQ)";

    /** How a folder stands that is not open. */
    static FolderState of(ImapConnection connection, String folder) throws BackendException {
        String items = connection.capabilities().condstore() ? WITH_MODSEQ : WITHOUT_MODSEQ;
        var found = new AtomicReference<>(FolderState.NONE);
        ImapConnection.Rows rows = row -> parse(row).ifPresent(status -> found.set(status.state()));
        connection.run("STATUS", connection.mailbox(folder).writeAtom(items), rows, Kind.FOLDER_GONE);
        return found.get();
    }

    /** Empty for other responses, and for one that makes no sense. */
    static Optional<StatusRow> parse(ImapRow row) {
        if (!row.is("STATUS")) return Optional.empty();
        try {
            String folder = row.mailbox();
            var values = new HashMap<String, Long>();
            row.expect('(');
            while (!row.take(')')) values.put(row.word(), row.number());
            return Optional.of(new StatusRow(folder, Map.copyOf(values)));
        } catch (IndexOutOfBoundsException odd) {
            return Optional.empty();
        }
    }

    long value(String name) {
        return values.getOrDefault(name, 0L);
    }

    FolderState state() {
        return new FolderState(value("UIDVALIDITY"), value("HIGHESTMODSEQ"), value("UIDNEXT"), value("MESSAGES"));
    }
}
