package org.mailspan.backend.imap;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A STATUS response: how a folder stands that need not be open. */
record StatusRow(String folder, Map<String, Long> values) {
    static final String WITHOUT_MODSEQ = "(UIDVALIDITY UIDNEXT MESSAGES)";
    static final String WITH_MODSEQ = "(UIDVALIDITY UIDNEXT MESSAGES HIGHESTMODSEQ)";

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
