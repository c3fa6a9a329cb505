package org.mailspan.sync;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.mailspan.backend.Backend;
import org.mailspan.backend.BackendException;
import org.mailspan.protocol.FolderType;
import org.mailspan.store.FolderRow;
import org.mailspan.store.ItemRow;
import org.mailspan.store.LearnedRow;
import org.mailspan.store.Mark;
import org.mailspan.store.MoveAlwaysRow;
import org.mailspan.store.Place;
import org.mailspan.store.Reads;
import org.mailspan.store.Store;

/**
 * Learns to which conversations the items of a folder belong, where a device's ConversationMode or a conversation that is
 * always moved asks for it: once for each item, new ones first, then from the newest to the oldest. What arrives of a
 * conversation that is always moved goes there before any device is told of it.
 */
final class Conversations {
    /** Of one command at the host. */
    private static final int BATCH = 2_000;

    /** What is not known by then is learned by the next request. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** The clocks of host and bridge may differ by so much. */
    static final Duration DOUBT = Duration.ofMinutes(10);

    private final Store store;
    private final Mover mover;
    private final Turns<Long> turns = new Turns<>();

    Conversations(Store store, Mover mover) {
        this.store = store;
        this.mover = mover;
    }

    /**
     * Answers whether anything became known, or was moved.
     *
     * @param whole whether all items are asked for, however old
     */
    boolean learn(Session session, FolderRow folder, boolean whole) throws BackendException {
        if (!(session.backend() instanceof Backend.Conversations host)) return false;
        Map<String, MoveAlwaysRow> always = store.read(rows -> rows.movesAlways(session.account())).stream()
                .collect(Collectors.toMap(MoveAlwaysRow::conversation, row -> row));
        if (!whole && always.isEmpty()) return false;
        Place downTo = whole ? Place.BOTTOM : oldest(always);
        return turns.in(folder.id(), () -> {
            long until = System.nanoTime() + PATIENCE.toNanos();
            boolean any = false;
            do {
                Optional<Batch> batch = store.read(rows -> next(rows, folder.id(), downTo));
                if (batch.isEmpty()) return any;
                Optional<Map<String, String>> told = told(host, folder, batch.get());
                if (told.isEmpty()) return any;
                any |= enter(session, folder, batch.get(), told.get(), always);
            } while (System.nanoTime() < until);
            return any;
        });
    }

    /** Empty where the host refuses to tell: mail does not wait for that. */
    private static Optional<Map<String, String>> told(Backend.Conversations host, FolderRow folder, Batch batch)
            throws BackendException {
        if (batch.items.isEmpty()) return Optional.of(Map.of());
        try {
            var entries = batch.items.stream().map(Index::entry).toList();
            return Optional.of(host.conversations(folder.remote(), entries));
        } catch (BackendException e) {
            return switch (e.kind()) {
                case LOGIN, UNAVAILABLE, FOLDER_GONE -> throw e;
                case NOT_ALLOWED, REFUSED, FULL, TOO_LARGE, ITEM_GONE -> Optional.empty();
            };
        }
    }

    private static Place oldest(Map<String, MoveAlwaysRow> always) {
        return Place.at(always.values().stream()
                .mapToLong(row -> row.since().minus(DOUBT).getEpochSecond())
                .min()
                .orElse(Long.MAX_VALUE));
    }

    /** Items to ask for, and what is known then. */
    private record Batch(List<ItemRow> items, LearnedRow after) {}

    private static Optional<Batch> next(Reads rows, long folder, Place downTo) {
        Mark now = Mark.endOf(rows.head(folder).version());
        LearnedRow known = rows.learned(folder);
        if (known.equals(LearnedRow.NOTHING)) known = new LearnedRow(0, now, now, Place.TOP);
        List<ItemRow> news = rows.addedAfter(folder, known.added(), BATCH);
        if (!news.isEmpty()) {
            Mark added = news.size() < BATCH ? now : news.getLast().seen();
            return Optional.of(
                    new Batch(news, new LearnedRow(known.learned() + 1, added, known.start(), known.cursor())));
        }
        if (known.cursor().compareTo(downTo) <= 0) return Optional.empty();
        Mark start = known.start();
        List<ItemRow> olds = rows.downFrom(folder, known.cursor(), downTo, BATCH);
        Place cursor = olds.size() < BATCH ? downTo : olds.getLast().place();
        return Optional.of(new Batch(
                olds.stream().filter(row -> row.seen().atOrBefore(start)).toList(),
                new LearnedRow(known.learned() + 1, known.added(), start, cursor)));
    }

    /** What always moves is moved before the rest is entered: after a crash between these it is asked for again. */
    private boolean enter(
            Session session,
            FolderRow folder,
            Batch batch,
            Map<String, String> byRemote,
            Map<String, MoveAlwaysRow> always)
            throws BackendException {
        var names = new HashMap<Long, String>();
        for (ItemRow row : batch.items) {
            String name = byRemote.get(row.remote());
            if (name != null) names.put(row.key(), name);
        }
        List<ItemRow> moved = always.isEmpty() ? List.of() : file(session, folder, batch.items, names, always);
        store.update(rows -> {
            for (ItemRow row : moved) {
                String name = names.get(row.key());
                if (name != null) rows.putFiled(session.account(), name, row.date());
            }
            rows.putConversations(folder.id(), names, batch.after.learned());
            rows.putLearned(folder.id(), batch.after);
        });
        return !names.isEmpty();
    }

    /**
     * Moves what is always moved, once: who puts such a message elsewhere afterwards keeps it there. Not out of folders
     * where mail lies because of what the user did with it.
     */
    private List<ItemRow> file(
            Session session,
            FolderRow folder,
            List<ItemRow> items,
            Map<Long, String> names,
            Map<String, MoveAlwaysRow> always)
            throws BackendException {
        var ways = new LinkedHashMap<Long, List<ItemRow>>();
        for (ItemRow row : items) {
            MoveAlwaysRow rule = always.get(names.getOrDefault(row.key(), ""));
            if (rule != null && isDue(rule, row))
                ways.computeIfAbsent(rule.folder(), to -> new ArrayList<>()).add(row);
        }
        var moved = new ArrayList<ItemRow>();
        if (ways.isEmpty() || !isFiledFrom(folder) || junk(session).contains(folder.remote())) return moved;
        for (var way : ways.entrySet()) {
            Optional<FolderRow> to = store.read(rows -> rows.folder(session.account(), way.getKey()))
                    .filter(row -> !row.gone() && row.id() != folder.id());
            if (to.isPresent() && moves(session, folder, way.getValue(), to.get())) moved.addAll(way.getValue());
        }
        return moved;
    }

    private boolean isDue(MoveAlwaysRow rule, ItemRow row) {
        return row.date() >= rule.since().minus(DOUBT).getEpochSecond()
                && !store.read(rows -> rows.isFiled(rule.account(), rule.conversation(), row.date()));
    }

    static boolean isFiledFrom(FolderRow folder) {
        return switch (folder.type()) {
            case Drafts, DeletedItems, SentItems, Outbox -> false;
            case Inbox, UserMail, UserFolder -> true;
            case Tasks, Calendar, Contacts, Notes, Journal, UserCalendar, UserContacts -> false;
            case UserTasks, UserJournal, UserNotes, Unknown -> false;
        };
    }

    private static Set<String> junk(Session session) throws BackendException {
        return session.backend() instanceof Backend.Searches searches ? searches.junk() : Set.of();
    }

    /** A host that refuses leaves the mail where it arrived: there it is seen, and not lost. */
    private boolean moves(Session session, FolderRow from, List<ItemRow> items, FolderRow to) throws BackendException {
        try {
            mover.delete(session, from, items, to);
            return true;
        } catch (BackendException e) {
            return switch (e.kind()) {
                case LOGIN, UNAVAILABLE -> throw e;
                case NOT_ALLOWED, REFUSED, FULL, TOO_LARGE, ITEM_GONE, FOLDER_GONE -> false;
            };
        }
    }

    /** Where mail can be moved for always (MS-ASCON 3.1.4.6). */
    static boolean isFiledTo(FolderRow folder) {
        return folder.type().holdsMail() && folder.type() != FolderType.Drafts && folder.type() != FolderType.Outbox;
    }
}
