package org.mailspan.backend.imap;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.mailspan.backend.Backend.Searches.Found;
import org.mailspan.backend.Backend.Searches.Hit;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Query;

/**
 * Searches many folders, one after the other, each on a connection that is lent for it: other requests of the account
 * get their turn between two folders. When the time is up, a search that still runs is cut off with its connection.
 */
final class ImapSearches {
    /**
     * How many of a folder's newest messages are looked at for one of a conversation, in the first round and the
     * second.
     */
    private static final List<Integer> ROUNDS = List.of(500, 5_000);

    private final ImapConnections connections;
    private final SearchTime time;
    private final Query query;
    private final int most;

    ImapSearches(ImapConnections connections, SearchTime time, Query query, int most) {
        this.connections = connections;
        this.time = time;
        this.query = query;
        this.most = most;
    }

    /** What a host shows in several of the folders is found in the first of these alone. */
    Found in(List<String> folders) throws BackendException {
        var hits = new ArrayList<Hit>();
        var seen = new HashSet<String>();
        long total = 0;
        boolean complete = true;
        Optional<String> root = root(folders);
        for (String folder : folders) {
            Optional<ImapSearch.Some> some =
                    in(folder, connection -> new ImapSearch(connection, folder, time, root).search(query, most));
            complete &= some.isPresent();
            total += some.map(ImapSearch.Some::total).orElse(0L);
            for (var met : some.map(ImapSearch.Some::newest).orElse(List.of()))
                if (met.message().isEmpty() || seen.add(met.message())) hits.add(met.hit());
                else total--;
            hits.sort(Hit.NEWEST_FIRST);
            if (hits.size() > most) hits.subList(most, hits.size()).clear();
        }
        return new Found(hits, total, complete);
    }

    /** Empty if the time is up. */
    private Optional<ImapSearch.Some> in(String folder, ImapConnections.Work<ImapSearch.Some> work)
            throws BackendException {
        return timed(folder, work, ImapSearch.Some.NONE);
    }

    private <T> Optional<T> timed(String folder, ImapConnections.Work<T> work, T passedOver) throws BackendException {
        if (time.isUp()) return Optional.empty();
        try {
            return connections.repeatable(folder, connection -> inTime(connection, work));
        } catch (BackendException e) {
            if (time.isUp()) return Optional.empty();
            return switch (e.kind()) {
                case FOLDER_GONE, NOT_ALLOWED -> Optional.of(passedOver);
                case LOGIN, UNAVAILABLE, ITEM_GONE, FULL, TOO_LARGE, REFUSED -> throw e;
            };
        }
    }

    /** What is cut off because the time is up must not be done again on another connection. */
    private <T> Optional<T> inTime(ImapConnection connection, ImapConnections.Work<T> work) throws BackendException {
        try {
            return Optional.of(time.limit(connection, work));
        } catch (BackendException e) {
            if (time.isUp()) return Optional.empty();
            throw e;
        }
    }

    /** The Message-ID that began the conversation which the query names. */
    private Optional<String> root(List<String> folders) throws BackendException {
        Optional<String> name = conversation(query);
        if (name.isEmpty()) return Optional.empty();
        for (int newest : ROUNDS)
            for (String folder : folders) {
                Optional<String> root = timed(
                                folder,
                                connection -> new ImapSearch(connection, folder, time, Optional.empty())
                                        .root(name.get(), newest),
                                Optional.<String>empty())
                        .flatMap(found -> found);
                if (root.isPresent()) return root;
            }
        return Optional.empty();
    }

    private static Optional<String> conversation(Query query) {
        return switch (query) {
            case Query.OfConversation(String name) -> Optional.of(name);
            case Query.And(List<Query> all) -> first(all);
            case Query.Or(List<Query> any) -> first(any);
            case Query.Not(Query not) -> conversation(not);
            case Query.Text _, Query.Since _, Query.Before _, Query.Marked _, Query.WithAttachment _ ->
                Optional.empty();
        };
    }

    private static Optional<String> first(List<Query> queries) {
        return queries.stream()
                .map(ImapSearches::conversation)
                .flatMap(Optional::stream)
                .findFirst();
    }
}
