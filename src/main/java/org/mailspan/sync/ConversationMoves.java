package org.mailspan.sync;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Entry;
import org.mailspan.backend.Query;
import org.mailspan.store.FolderRow;
import org.mailspan.store.ItemRow;
import org.mailspan.store.MoveAlwaysRow;
import org.mailspan.store.Store;

/**
 * Moves a conversation for always, MS-ASCON 3.2.5.3: what there is now, and by a rule that is kept what comes later
 * ({@link Conversations}). No device knows which messages that are, so each is told of all of them by Sync, the one that
 * asked too.
 */
public final class ConversationMoves {
    /** Messages of one conversation that are moved. */
    private static final int MOST = 5_000;

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** So long it is remembered what was moved. */
    private static final Duration REMEMBERED = Duration.ofDays(400);

    private final Store store;
    private final Finder finder;
    private final Mover mover;
    private final InstantSource clock;

    ConversationMoves(Store store, Finder finder, Mover mover, InstantSource clock) {
        this.store = store;
        this.finder = finder;
        this.mover = mover;
        this.clock = clock;
    }

    public sealed interface Outcome {
        record Moved() implements Outcome {}

        /** No message of such a conversation is anywhere. */
        record NoConversation() implements Outcome {}

        record NoFolder() implements Outcome {}

        /** A folder that no mail is put in by a rule. */
        record WrongFolder() implements Outcome {}

        /** Not all of them; what comes from now on is moved all the same, if {@code any} were found. */
        record Partly(boolean any) implements Outcome {}
    }

    /**
     * @param conversation in 32 hexadecimal digits
     * @param collection where to; empty for an id that is none
     */
    public Outcome moveAlways(Session session, String conversation, Optional<Long> collection) throws BackendException {
        Optional<FolderRow> to = collection
                .flatMap(id -> store.read(rows -> rows.folder(session.account(), id)))
                .filter(row -> !row.gone());
        if (to.isEmpty()) return new Outcome.NoFolder();
        if (!Conversations.isFiledTo(to.get())) return new Outcome.WrongFolder();
        if (!to.get().selectable() || to.get().remote().isEmpty()) return new Outcome.NoFolder();
        Instant began = clock.instant();
        var found = finder.find(
                session, new Finder.Scope.WithoutException(), new Query.OfConversation(conversation), MOST, PATIENCE);
        return switch (found) {
            case Finder.Outcome.NoSuchFolder() -> new Outcome.NoFolder();
            case Finder.Outcome.Found(List<Finder.Hit> hits, long total, boolean complete) -> {
                boolean all = complete && total <= hits.size();
                if (hits.isEmpty()) yield all ? new Outcome.NoConversation() : new Outcome.Partly(false);
                store.update(rows -> rows.putMoveAlways(new MoveAlwaysRow(
                        session.account(), conversation, to.get().id(), began)));
                yield move(session, conversation, hits, to.get()) && all
                        ? new Outcome.Moved()
                        : new Outcome.Partly(true);
            }
        };
    }

    /** Answers whether all were moved. */
    private boolean move(Session session, String conversation, List<Finder.Hit> hits, FolderRow to)
            throws BackendException {
        var byFolder = new LinkedHashMap<FolderRow, List<Entry>>();
        for (Finder.Hit hit : hits)
            if (isMovedFrom(hit.folder()) && hit.folder().id() != to.id())
                byFolder.computeIfAbsent(hit.folder(), from -> new ArrayList<>())
                        .add(hit.entry());
        boolean all = true;
        for (Map.Entry<FolderRow, List<Entry>> one : byFolder.entrySet())
            all &= move(session, conversation, one.getKey(), one.getValue(), to);
        return all;
    }

    private boolean move(Session session, String conversation, FolderRow from, List<Entry> entries, FolderRow to)
            throws BackendException {
        try {
            Map<String, ItemRow> known = finder.known(from, entries);
            List<ItemRow> items = entries.stream()
                    .flatMap(entry -> Optional.ofNullable(known.get(entry.remote())).stream())
                    .toList();
            mover.delete(session, from, items, to);
            store.update(rows -> {
                for (ItemRow row : items) rows.putFiled(session.account(), conversation, row.date());
                rows.purgeFiled(clock.instant().minus(REMEMBERED));
            });
            return true;
        } catch (BackendException e) {
            return switch (e.kind()) {
                case LOGIN, UNAVAILABLE -> throw e;
                // that folder went meanwhile, and what was in it
                case FOLDER_GONE, ITEM_GONE -> true;
                case NOT_ALLOWED, REFUSED, FULL, TOO_LARGE -> false;
            };
        }
    }

    /**
     * All folders but Sent Items (MS-ASCON_R215), and but what is not sent yet: a draft that went away while its author
     * writes it would be lost to him.
     */
    private static boolean isMovedFrom(FolderRow folder) {
        return switch (folder.type()) {
            case SentItems, Drafts, Outbox -> false;
            case Inbox, DeletedItems, UserMail, UserFolder -> true;
            case Tasks, Calendar, Contacts, Notes, Journal, UserCalendar, UserContacts -> false;
            case UserTasks, UserJournal, UserNotes, Unknown -> false;
        };
    }
}
