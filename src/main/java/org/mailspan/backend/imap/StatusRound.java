package org.mailspan.backend.imap;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.mailspan.backend.Backend.Signal;
import org.mailspan.backend.BackendException;

/** Looks at folders, and tells what differs from the last look. */
final class StatusRound {
    private static final String ITEMS = "UIDVALIDITY UIDNEXT MESSAGES UNSEEN";

    private final Statuses statuses;
    private final Watching.Post post;
    private final Consumer<String> arrived;
    private final FolderCounts counts = new FolderCounts();
    private final Set<String> missing = new HashSet<>();

    /** @param arrived told of folders that have got mail since the last look */
    StatusRound(ImapConnection connection, Watching.Post post, Consumer<String> arrived) {
        boolean modSeqs = connection.capabilities().condstore();
        this.statuses = new Statuses(connection, "(" + ITEMS + (modSeqs ? " HIGHESTMODSEQ)" : ")"));
        this.post = post;
        this.arrived = arrived;
    }

    /** @param others takes what the host says besides: of the open folder, say */
    void look(Set<String> folders, ImapConnection.Rows others) throws BackendException {
        if (folders.isEmpty()) return;
        missing.retainAll(folders);
        var told = new HashSet<String>();
        // said of many one by one, whoever waits would look at each by itself
        boolean many = folders.stream().filter(folder -> !counts.knows(folder)).count() > 1;
        statuses.ask(List.of(), folders, row -> row(row, told, many, others));
        if (many) post.signal(new Signal.Unsure());
        boolean news = false;
        for (String folder : folders) {
            if (told.contains(folder)) continue;
            counts.forget(folder);
            news |= missing.add(folder);
        }
        missing.removeAll(told);
        if (news) post.signal(new Signal.HierarchyChanged());
    }

    private void row(ImapRow row, Set<String> told, boolean many, ImapConnection.Rows others) throws BackendException {
        var status = StatusRow.parse(row);
        if (status.isEmpty()) {
            others.row(row);
            return;
        }
        String folder = status.get().folder();
        told.add(folder);
        boolean first = !counts.knows(folder);
        var signal = counts.told(status.get());
        if (!first && signal.isPresent() && signal.get() instanceof Signal.Arrived) arrived.accept(folder);
        if (!first || !many) signal.ifPresent(post::signal);
    }
}
