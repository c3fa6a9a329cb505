package org.mailspan.backend.imap;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.mailspan.backend.Backend.Reading;
import org.mailspan.backend.Backend.Want.Whole;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Entry;
import org.mailspan.backend.Likeness;
import org.mailspan.backend.imap.ImapConnection.Command;
import org.mailspan.event.Event;
import org.mailspan.event.Events;
import org.mailspan.format.Headers;
import org.mailspan.format.MessageData;
import org.mailspan.format.Mime;
import org.mailspan.format.MimePart;
import org.mailspan.format.MimeTree;
import org.mailspan.format.Section;
import org.mailspan.item.Item;

/**
 * Reads messages of one folder in two phases per window: what they are, then one FETCH for each distinct section that
 * is needed of any of them, all sent in one go. A message is converted beside the reading ({@link Conversions}) once
 * its last section is there, and all of a window are handed on at its end. Each is handed on once, even if
 * {@link #window} is done again on another connection.
 */
final class ImapReader {
    static final int WINDOW = 250;

    /** Longer headers are cut: a folder must not stand still for one forged message. */
    static final int LONGEST_HEADER = 256 << 10;

    /** What follows ten thousand recipients is read all the same, from the message itself, unless that is large too. */
    private static final long LARGEST_READ_FOR_ITS_HEADER = 8 << 20;

    /** A message whose structure the host does not tell is read whole to find it, but not into memory without end. */
    static final long LARGEST_READ_WHOLE = 32 << 20;

    /**
     * Of the headers that are held until a window is handed on. Those beyond it are cut to what a subject and some
     * hundred recipients need: only forged mail comes there, and would fill the heap by 64 MB.
     */
    static final int HELD_HEADERS = 8 << 20;

    /** What is kept of the header of a message that was read for it. */
    private static final int LONGEST_OF_WHOLE = 1 << 20;

    private static final int LONGEST_HEADER_BEYOND = 16 << 10;

    static final String HEADER = "BODY.PEEK[HEADER.FIELDS (" + String.join(" ", MessageData.HEADER_FIELDS) + ")]";

    private static final String WHAT = "UID FLAGS RFC822.SIZE BODYSTRUCTURE " + HEADER + "<0." + LONGEST_HEADER + ">";

    /** About the octets of sections that are held at a time; a single larger message still is. */
    private static final long HELD = 4 << 20;

    private final String account;
    private final String folder;
    private final Whole want;
    private final Consumer<Reading> sink;
    private final Events events;
    private final Conversions conversions;
    private final Set<Long> taken = new HashSet<>();
    /** Octets of headers that are held. */
    private int headers;
    /** Of messages that are not handed on yet, what they are. */
    private final Map<Long, MessageData> told = new HashMap<>();
    /** The host's own ids of what is in them, where it has such. */
    private final Map<Long, String> objects = new HashMap<>();

    private static final MimePart UNREADABLE =
            new MimePart("1", "text", "plain", Map.of(), "", 0, "", Map.of(), "", "", "", List.of());

    /** A message of which the sections are still to come. */
    private record Awaited(Entry entry, MessageData data, Mime.Plan plan, long octets, Map<String, byte[]> got) {}

    ImapReader(String account, String folder, Whole want, Consumer<Reading> sink, Events events) {
        this.account = account;
        this.folder = folder;
        this.want = want;
        this.sink = sink;
        this.events = events;
        this.conversions = new Conversions(want.collection(), this::unconverted);
    }

    /** @param pending by UID, those that are to be read; each is removed as it is handed on */
    void window(ImapConnection connection, Map<Long, Entry> pending) throws BackendException {
        taken.clear();
        headers = 0;
        try {
            fetch(connection, pending);
        } finally {
            conversions.finish((message, item) -> handOn(message.entry(), item, message.octets(), pending));
        }
    }

    private void fetch(ImapConnection connection, Map<Long, Entry> pending) throws BackendException {
        List<Awaited> awaited = new ArrayList<>();
        List<Entry> untold = new ArrayList<>();
        Predicate<FetchRow> known = row -> row.hasNoFlags() || isAsKnown(row, pending.get(row.uid()));
        ImapConnection.Fetched rows = row -> {
            Entry entry = pending.get(row.uid());
            byte[] header = row.section("HEADER.FIELDS");
            if (entry == null
                    || header == null && !row.broken()
                    || connection.phantoms().hides(row)) return;
            MimePart structure = row.structure();
            if (structure == null || header == null || isCut(header, row.size())) {
                if (row.size() <= LARGEST_READ_WHOLE) untold.add(entry);
                else tooOdd(entry, data(entry, kept(header), UNREADABLE, row.size()), pending);
            } else {
                if (!row.object().isEmpty()) objects.put(row.uid(), row.object());
                known(entry, data(entry, kept(header), structure, row.size()), awaited);
            }
        };
        String what = "(" + WHAT + ImapLikenesses.object(connection) + ")";
        each(connection, UidSet.of(pending.keySet()), what, known, rows, (uid, why) -> {
            Entry entry = pending.get(uid);
            if (entry != null) unreadable(entry, why, pending);
        });
        for (List<Awaited> batch : batches(awaited)) sections(connection, batch, pending);
        for (Entry entry : untold) if (pending.containsKey(UidSet.uid(entry))) untold(connection, entry);
    }

    static boolean isCut(byte[] header, long size) {
        return header.length >= LONGEST_HEADER && size <= LARGEST_READ_FOR_ITS_HEADER;
    }

    /** A message that the host does not give away, but perhaps some of what it is. */
    void unreadable(Entry entry, Exception why, Map<Long, Entry> pending) {
        MessageData data = told.get(UidSet.uid(entry));
        if (data == null) data = data(entry, new byte[0], UNREADABLE, 0);
        handOn(entry, stub(data, entry, why), 0, pending);
    }

    private static boolean isAsKnown(FetchRow row, @Nullable Entry entry) {
        return entry != null && !row.isDeleted() && row.stamp().equals(entry.stamp());
    }

    /** Told of a message that the host cannot read. */
    private interface Unreadable {
        void message(long uid, Exception why);
    }

    /**
     * A host that fails at one message fails the command: then each is asked for alone (law 5). But one that says "not
     * now" has to give away another message in between, or all would become stubs and stay so.
     */
    private static void each(
            ImapConnection connection,
            UidSet uids,
            String items,
            Predicate<FetchRow> known,
            ImapConnection.Fetched rows,
            Unreadable unreadable)
            throws BackendException {
        try {
            connection.fetch(uids, items, known, rows);
        } catch (BackendException e) {
            if (connection.broken()) throw e;
            boolean again = ImapErrors.isMomentary(e);
            if (again && !givesAnother(connection, uids)) throw e;
            if (uids.count() == 1 && !again) unreadable.message(uids.last(), e);
            else for (long uid : uids.uids().toArray()) alone(connection, uid, items, known, rows, unreadable);
        }
    }

    private static void alone(
            ImapConnection connection,
            long uid,
            String items,
            Predicate<FetchRow> known,
            ImapConnection.Fetched rows,
            Unreadable unreadable)
            throws BackendException {
        try {
            connection.fetch(UidSet.of(uid), items, known, rows);
        } catch (BackendException e) {
            if (connection.broken() || ImapErrors.isMomentary(e) && !givesAnother(connection, UidSet.of(uid))) throw e;
            unreadable.message(uid, e);
        }
    }

    /** Whether the host has something to say of another message: the first of the folder, the last, or one of these. */
    private static boolean givesAnother(ImapConnection connection, UidSet refused) throws BackendException {
        var told = new HashSet<Long>();
        ImapConnection.Fetched rows = row -> {
            if (row.section("HEADER.FIELDS") != null) told.add(row.uid());
        };
        try {
            connection.list("FETCH 1,* (UID BODY.PEEK[HEADER.FIELDS (Date)]<0.4096>)", rows, row -> {});
        } catch (BackendException e) {
            if (connection.broken()) throw e;
        }
        if (refused.count() == 1) told.remove(refused.last());
        return !told.isEmpty();
    }

    /** Flags and date as the Index knows them: its next refresh tells of newer ones. */
    private static MessageData data(Entry entry, byte[] header, MimePart structure, long size) {
        return new MessageData(header, structure, entry.stamp(), Instant.ofEpochSecond(entry.date()), size);
    }

    private void tooOdd(Entry entry, MessageData data, Map<Long, Entry> pending) {
        var why = new IOException("the host does not tell its structure, and it is too large to be read for it");
        handOn(entry, stub(data, entry, why), 0, pending);
    }

    private byte[] kept(byte @Nullable [] header) {
        if (header == null) return new byte[0];
        byte[] kept = headers + header.length <= HELD_HEADERS ? header : cut(header, LONGEST_HEADER_BEYOND);
        headers += kept.length;
        return kept;
    }

    private void known(Entry entry, MessageData data, List<Awaited> awaited) {
        told.put(UidSet.uid(entry), data);
        Mime.Plan plan = Mime.plan(data.structure(), data.size(), want.body());
        var needs = plan.needs();
        if (needs.isEmpty()) convert(entry, data, plan, Map.of());
        else awaited.add(new Awaited(entry, data, plan, octets(data, needs), new HashMap<>()));
    }

    private static long octets(MessageData data, List<Section> needs) {
        return needs.stream()
                .mapToLong(need -> Math.min(need.octets(), data.size()))
                .sum();
    }

    private static List<List<Awaited>> batches(List<Awaited> awaited) {
        var batches = new ArrayList<List<Awaited>>();
        List<Awaited> batch = new ArrayList<>();
        long held = 0;
        for (Awaited message : awaited) {
            if (!batch.isEmpty() && held + message.octets > HELD) {
                batches.add(batch);
                batch = new ArrayList<>();
                held = 0;
            }
            batch.add(message);
            held += message.octets;
        }
        if (!batch.isEmpty()) batches.add(batch);
        return batches;
    }

    private void sections(ImapConnection connection, List<Awaited> batch, Map<Long, Entry> pending)
            throws BackendException {
        Map<Section, Map<Long, Awaited>> groups = new LinkedHashMap<>();
        for (Awaited message : batch)
            for (Section need : message.plan.needs())
                groups.computeIfAbsent(need, first -> new HashMap<>()).put(UidSet.uid(message.entry), message);
        ImapConnection.Fetched rows = row -> {
            for (var group : groups.values()) take(row, group.get(row.uid()), pending);
        };
        if (groups.size() > 1) connection.fetchAll(commands(groups), FetchRow::hasNoFlags, rows);
        for (var group : groups.entrySet()) {
            Section section = group.getKey();
            Map<Long, Awaited> lacking = group.getValue();
            lacking.values().removeIf(message -> message.got.containsKey(section.id()));
            if (!lacking.isEmpty()) section(connection, section, lacking, pending);
        }
    }

    private static List<Command> commands(Map<Section, Map<Long, Awaited>> groups) {
        var commands = new ArrayList<Command>();
        groups.forEach((section, group) -> {
            for (String set : UidSet.of(group.keySet()).texts())
                commands.add(new Command("UID FETCH " + set + " " + item(section), null));
        });
        return commands;
    }

    private void take(FetchRow row, @Nullable Awaited message, Map<Long, Entry> pending) {
        if (message == null) return;
        for (Section need : message.plan.needs()) {
            byte[] octets = row.section(need.id());
            if (octets != null) message.got.put(need.id(), octets);
        }
        boolean complete = message.got.size() == message.plan.needs().size();
        if (complete && pending.containsKey(row.uid())) convert(message.entry, message.data, message.plan, message.got);
    }

    /** One section alone: what the host refused when it was asked for all, or did not have. */
    private void section(ImapConnection connection, Section section, Map<Long, Awaited> group, Map<Long, Entry> pending)
            throws BackendException {
        each(
                connection,
                UidSet.of(group.keySet()),
                item(section),
                FetchRow::hasNoFlags,
                row -> take(row, group.get(row.uid()), pending),
                (uid, why) -> {
                    Awaited message = group.get(uid);
                    if (message != null && pending.containsKey(uid))
                        handOn(message.entry, stub(message.data, message.entry, why), 0, pending);
                });
    }

    private static String item(Section section) {
        return "(UID " + peek(section) + ")";
    }

    private static String peek(Section section) {
        String all = "BODY.PEEK[" + section.id() + "]";
        return section.octets() > Integer.MAX_VALUE ? all : all + "<0." + section.octets() + ">";
    }

    /** The host's own idea of the message cannot be read: the message itself can. */
    private void untold(ImapConnection connection, Entry entry) throws BackendException {
        byte[] message = whole(connection, entry);
        if (message == null) return;
        MimeTree tree = MimeTree.parse(message);
        MessageData data =
                data(entry, kept(MessageData.fieldsOf(tree.header(), LONGEST_OF_WHOLE)), tree.root(), message.length);
        var sections = new HashMap<String, byte[]>();
        Mime.Plan plan = Mime.plan(tree.root(), data.size(), want.body());
        for (Section need : plan.needs())
            sections.put(need.id(), cut(tree.section(need.id()).orElseGet(() -> new byte[0]), need.octets()));
        convert(entry, data, plan, sections);
    }

    /** Null if it is gone. */
    static byte @Nullable [] whole(ImapConnection connection, Entry entry) throws BackendException {
        long uid = UidSet.uid(entry);
        var found = new byte[1][];
        connection.fetch(UidSet.of(uid), "(UID BODY.PEEK[])", row -> {
            byte[] octets = row.section("");
            if (row.uid() == uid && octets != null) found[0] = octets;
        });
        return found[0];
    }

    private static byte[] cut(byte[] octets, long length) {
        return octets.length <= length ? octets : Arrays.copyOf(octets, (int) length);
    }

    private void convert(Entry entry, MessageData data, Mime.Plan plan, Map<String, byte[]> sections) {
        if (!taken.add(UidSet.uid(entry))) return;
        conversions.add(new Conversions.Message(entry, data, plan, sections));
    }

    private Item stub(MessageData data, Entry entry, Exception why) {
        unconverted(entry, why.toString());
        return Mime.stub(data, want.body(), want.collection(), entry.key());
    }

    private void unconverted(Entry entry, String why) {
        events.emit(new Event.ItemUnconvertible(account, folder, entry.remote(), why));
    }

    private void handOn(Entry entry, Item item, long octets, Map<Long, Entry> pending) {
        pending.remove(UidSet.uid(entry));
        sink.accept(new Reading(entry, item, octets, likeness(entry)));
        told.remove(UidSet.uid(entry));
    }

    private Likeness likeness(Entry entry) {
        MessageData data = told.get(UidSet.uid(entry));
        String object = Optional.ofNullable(objects.remove(UidSet.uid(entry))).orElse("");
        return data == null
                ? Likeness.NONE
                : Likeness.of(object, Headers.messageId(data.header()), entry.date(), data.size());
    }
}
