package org.mailspan.backend.imap;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.mailspan.backend.Backend.Signal;
import org.mailspan.backend.BackendException;

/** What a host says of a folder that the watch has open, as signals. Used by the thread that reads. */
final class OpenFolderCount {
    private final String folder;
    private long messages;

    OpenFolderCount(String folder, long messages) {
        this.folder = folder;
        this.messages = messages;
    }

    /** Opens the folder. */
    static OpenFolderCount examine(ImapConnection connection, String folder) throws BackendException {
        var messages = new AtomicLong();
        ImapConnection.Rows rows = row -> {
            if (row.is("EXISTS")) messages.set(row.getNumber());
        };
        connection.examine(folder, rows);
        return new OpenFolderCount(folder, messages.get());
    }

    Optional<Signal> told(ImapRow row) {
        if (row.is("EXISTS")) return exists(row.getNumber());
        if (row.is("EXPUNGE")) messages--;
        if (row.is("VANISHED")) messages -= vanished(row);
        boolean changed = row.is("EXPUNGE") || row.is("VANISHED") || row.is("FETCH");
        return changed ? Optional.of(new Signal.Changed(folder)) : Optional.empty();
    }

    /** Some hosts repeat the number without need. */
    private Optional<Signal> exists(long now) {
        long before = messages;
        messages = now;
        if (now == before) return Optional.empty();
        return Optional.of(now > before ? new Signal.Arrived(folder) : new Signal.Changed(folder));
    }

    private static long vanished(ImapRow row) {
        try {
            return row.next() == '(' ? 0 : UidSet.parse(row.word()).count();
        } catch (IndexOutOfBoundsException | NumberFormatException odd) {
            return 0;
        }
    }
}
