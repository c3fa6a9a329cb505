package org.mailspan.backend.imap;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.imap.ImapConnection.Command;

/** Which of many folders stand as they did, in one round trip: for a STATUS of each, or NOOP for the one that is open. */
final class Unchanged {
    private Unchanged() {}

    /** @param tokens by folder */
    static Set<String> of(ImapConnection connection, Map<String, String> tokens) throws BackendException {
        var before = new HashMap<String, FolderState>();
        tokens.forEach((folder, token) -> tellable(connection, token).ifPresent(state -> before.put(folder, state)));
        var unchanged = new HashSet<String>();
        if (before.isEmpty()) return unchanged;
        var first = new ArrayList<Command>();
        Optional<String> open =
                before.keySet().stream().filter(connection::hasSelected).findFirst();
        if (open.isPresent()) first.add(new Command("NOOP", null));
        var others = new HashSet<>(before.keySet());
        others.removeIf(connection::isOpenAtHost);
        new Statuses(connection, StatusRow.WITH_MODSEQ).ask(first, others, row -> {
            Optional<StatusRow> status = StatusRow.parse(row);
            if (status.isEmpty()) return;
            String folder = status.get().folder();
            if (others.contains(folder) && status.get().state().equals(before.get(folder))) unchanged.add(folder);
        });
        open.filter(folder -> connection.isQuiet() && connection.state().equals(before.get(folder)))
                .ifPresent(unchanged::add);
        return unchanged;
    }

    /** Without CONDSTORE no number tells of a changed flag. */
    private static Optional<FolderState> tellable(ImapConnection connection, String token) {
        if (!connection.capabilities().condstore()) return Optional.empty();
        return FolderState.ofToken(token).filter(state -> state.modSeq() > 0);
    }
}
