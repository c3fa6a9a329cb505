package org.mailspan.backend.imap;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.imap.ImapConnection.Command;

/** Which of many folders stand as they did, in one round trip: for a STATUS of each, or NOOP for the one that is open. */
final class Unchanged {
    private Unchanged() {}

    /** @param tokens by folder */
    static Set<String> of(ImapConnection connection, Map<String, String> tokens) throws BackendException {
        // without CONDSTORE no number tells of a changed flag
        if (!connection.capabilities().condstore()) return Set.of();
        return of(connection, states(tokens, state -> state.modSeq() > 0), StatusRow.WITH_MODSEQ);
    }

    /** Of a host without CONDSTORE: as many messages, and none of them new, are those that were there. */
    static Set<String> settled(ImapConnection connection, Map<String, String> tokens) throws BackendException {
        return of(connection, states(tokens, state -> state.uidNext() > 0), StatusRow.WITHOUT_MODSEQ);
    }

    private static Map<String, FolderState> states(Map<String, String> tokens, Predicate<FolderState> tellable) {
        var states = new HashMap<String, FolderState>();
        tokens.forEach((folder, token) ->
                FolderState.ofToken(token).filter(tellable).ifPresent(state -> states.put(folder, state)));
        return states;
    }

    private static Set<String> of(ImapConnection connection, Map<String, FolderState> before, String items)
            throws BackendException {
        var unchanged = new HashSet<String>();
        if (before.isEmpty()) return unchanged;
        var first = new ArrayList<Command>();
        Optional<String> open =
                before.keySet().stream().filter(connection::hasSelected).findFirst();
        if (open.isPresent()) first.add(new Command("NOOP", null));
        var others = new HashSet<>(before.keySet());
        others.removeIf(connection::isOpenAtHost);
        new Statuses(connection, items).ask(first, others, row -> {
            Optional<StatusRow> status = StatusRow.parse(row);
            if (status.isEmpty()) return;
            String folder = status.get().folder();
            if (others.contains(folder) && status.get().state().equals(before.get(folder))) unchanged.add(folder);
        });
        open.filter(folder -> connection.isQuiet() && connection.state().equals(before.get(folder)))
                .ifPresent(unchanged::add);
        return unchanged;
    }
}
