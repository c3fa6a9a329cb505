package org.mailspan.sync;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.mailspan.backend.Account;
import org.mailspan.backend.Backend;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.Delta;
import org.mailspan.backend.Entry;
import org.mailspan.backend.Folder;
import org.mailspan.backend.Likeness;
import org.mailspan.item.EmailFields;
import org.mailspan.item.FollowUp;
import org.mailspan.item.Item;
import org.mailspan.protocol.FolderType;

/** A host whose items are nothing but a number, a date and two flags: for the engine's own tests. */
final class NumberHost implements Backend, Backend.Moves, Backend.Conversations, Backend.Likenesses, Backend.Audits {
    /** How a folder tells what changed. */
    enum Telling {
        INCREMENTAL,
        REMAINING,
        FULL
    }

    final Telling telling;
    final Map<String, TreeMap<Long, Entry>> folders = new TreeMap<>();
    private final Map<String, List<Event>> history = new HashMap<>();
    private final Map<String, Long> next = new HashMap<>();
    private final Map<String, Integer> generation = new HashMap<>();
    /** What a message is, whatever its number: as its Message-ID. */
    private final Map<String, Map<Long, String>> names = new HashMap<>();

    private final Map<String, Integer> renumbered = new HashMap<>();
    private final Map<String, Integer> restored = new HashMap<>();
    private int messages;
    /** Whether it can tell what a message is. */
    boolean tellsLikenesses = true;

    /** Names of the messages that were deleted by a device. */
    final List<String> deleted = new ArrayList<>();

    int asked;
    int counted;

    /** Operations until one fails with UNAVAILABLE; negative for never. */
    int failIn = -1;
    /** Items that are changed, deleted or moved until one is refused; negative for never. */
    int refuseIn = -1;
    /** Items that are read until one is left out though it is there, no item more than once; negative for never. */
    int overlookIn = -1;

    /** An item that is listed and never read. */
    String unreadable = "";

    /** An item that is there and is not moved, though the host says that all were. */
    String stays = "";

    private final Set<String> overlooked = new HashSet<>();

    int listings;
    int reads;

    private record Event(String remote) {}

    NumberHost(Telling telling, String... names) {
        this.telling = telling;
        for (String name : names) {
            folders.put(name, new TreeMap<>());
            history.put(name, new ArrayList<>());
            this.names.put(name, new HashMap<>());
        }
    }

    String add(String folder, long date) {
        return add(folder, date, "m" + ++messages);
    }

    /** @param name of the message: another one of that name is a copy */
    String add(String folder, long date, String name) {
        long uid = next.merge(folder, 1L, Long::sum);
        names.get(folder).put(uid, name);
        put(folder, new Entry(remote(folder, uid), uid, "", date));
        return remote(folder, uid);
    }

    String name(String folder, long uid) {
        return names.get(folder).getOrDefault(uid, "");
    }

    private String remote(String folder, long uid) {
        int migrations = renumbered.getOrDefault(folder, 0);
        return migrations == 0 ? Long.toString(uid) : uid + "@" + migrations;
    }

    /** -1 for an id of before the folder was numbered anew. */
    long uid(String folder, String remote) {
        long uid = Long.parseLong(remote.replaceAll("@.*", ""));
        return remote(folder, uid).equals(remote) ? uid : -1;
    }

    void put(String folder, Entry entry) {
        folders.get(folder).put(entry.key(), entry);
        history.get(folder).add(new Event(entry.remote()));
    }

    void setRead(String folder, long uid, boolean read) {
        mark(folder, uid, "S", read);
    }

    void setFlagged(String folder, long uid, boolean flagged) {
        mark(folder, uid, "F", flagged);
    }

    private void mark(String folder, long uid, String letter, boolean set) {
        Entry old = folders.get(folder).get(uid);
        var letters = new TreeSet<>(List.of(old.stamp().split("")));
        letters.remove("");
        if (set) letters.add(letter);
        else letters.remove(letter);
        put(folder, new Entry(old.remote(), uid, String.join("", letters), old.date()));
    }

    void remove(String folder, long uid) {
        folders.get(folder).remove(uid);
        history.get(folder).add(new Event(remote(folder, uid)));
    }

    /** As when the mail was copied to another host: the same messages with other numbers, from 1 again. */
    void migrate(String folder, long datesMovedBy) {
        var before = List.copyOf(folders.get(folder).values());
        var named = new HashMap<>(names.get(folder));
        folders.get(folder).clear();
        names.get(folder).clear();
        next.remove(folder);
        newGeneration(folder);
        renumbered.merge(folder, 1, Integer::sum);
        for (Entry entry : before) {
            String remote = add(folder, entry.date() + datesMovedBy, named.getOrDefault(entry.key(), ""));
            long uid = uid(folder, remote);
            folders.get(folder).put(uid, new Entry(remote, uid, entry.stamp(), entry.date() + datesMovedBy));
        }
    }

    /** A backup of before these came: their numbers are given again. */
    void restore(String folder, int lost) {
        for (int i = 0; i < lost; i++) {
            long last = folders.get(folder).lastKey();
            folders.get(folder).remove(last);
            next.put(folder, last - 1);
        }
        restored.merge(folder, 1, Integer::sum);
        history.get(folder).clear();
    }

    /** As after a restored backup: the same numbers may mean other items. */
    void newGeneration(String folder) {
        generation.merge(folder, 1, Integer::sum);
        history.get(folder).clear();
    }

    int generation(String folder) {
        return generation.getOrDefault(folder, 0);
    }

    private void step() throws BackendException {
        if (failIn >= 0 && failIn-- == 0) throw new BackendException(Kind.UNAVAILABLE, "the line is down");
    }

    private void permit() throws BackendException {
        if (refuseIn >= 0 && refuseIn-- == 0) throw new BackendException(Kind.NOT_ALLOWED, "not this one");
    }

    private boolean overlooks(String folder, Entry item) {
        if (item.remote().equals(unreadable)) return true;
        if (overlookIn < 0 || overlooked.contains(folder + " " + item.remote())) return false;
        if (overlookIn-- > 0) return false;
        return overlooked.add(folder + " " + item.remote());
    }

    private Map<Long, Entry> items(String folder) throws BackendException {
        step();
        var items = folders.get(folder);
        if (items == null) throw new BackendException(Kind.FOLDER_GONE, "no " + folder);
        return items;
    }

    @Override
    public Account account() {
        return new Account("anna@example.org", List.of("anna@example.org"), "Anna");
    }

    @Override
    public List<Folder> folders() {
        return folders.keySet().stream()
                .map(name -> new Folder(
                        name,
                        "",
                        name,
                        switch (name) {
                            case "INBOX" -> FolderType.Inbox;
                            case "Trash" -> FolderType.DeletedItems;
                            case "Drafts" -> FolderType.Drafts;
                            default -> FolderType.UserMail;
                        },
                        true))
                .toList();
    }

    @Override
    public Delta changes(String folder, String token) throws BackendException {
        var items = items(folder);
        List<Event> events = history.get(folder);
        String generationNow = "g" + generation.getOrDefault(folder, 0);
        String epoch = epoch(folder);
        String now = epoch + events.size();
        if (!token.startsWith(epoch) || telling == Telling.FULL) {
            listings++;
            boolean back = token.startsWith(generationNow + " ") && !token.startsWith(epoch);
            return new Delta.Full(List.copyOf(items.values()), back ? "" : generationNow, now);
        }
        var changed = new TreeMap<Long, Entry>();
        var removed = new ArrayList<String>();
        int from = Integer.parseInt(token.substring(epoch.length()));
        for (Event event : events.subList(from, events.size())) {
            long uid = uid(folder, event.remote());
            if (items.containsKey(uid)) changed.put(uid, items.get(uid));
            else removed.add(event.remote());
        }
        if (telling == Telling.INCREMENTAL) return new Delta.Incremental(List.copyOf(changed.values()), removed, now);
        return new Delta.Remaining(List.copyOf(changed.values()), r -> items.containsKey(uid(folder, r)), now);
    }

    @Override
    public void read(String folder, List<Entry> entries, Want want, Consumer<Reading> sink) throws BackendException {
        var items = items(folder);
        if (want instanceof Want.Whole) reads++;
        for (Entry asked : entries) {
            Entry there = items.get(uid(folder, asked.remote()));
            if (there == null || overlooks(folder, there)) continue;
            // As the Index knows it, or a flag that is set, read, and taken again between two refreshes stays.
            String stamp = asked.stamp();
            var item = Item.builder()
                    .with(EmailFields.Read, stamp.contains("S"))
                    .with(EmailFields.Flag, stamp.contains("F") ? FollowUp.FLAGGED : FollowUp.NONE);
            if (want instanceof Want.Whole) item.with(EmailFields.Subject, name(folder, there.key()));
            Likeness likeness = want instanceof Want.Whole ? likeness(folder, asked) : Likeness.NONE;
            sink.accept(new Reading(asked, item.build(), 100, likeness));
        }
    }

    @Override
    public List<Entry> change(String folder, Item patch, List<Entry> entries) throws BackendException {
        var items = items(folder);
        var now = new ArrayList<Entry>();
        for (Entry entry : entries) {
            long uid = uid(folder, entry.remote());
            if (!items.containsKey(uid)) continue;
            permit();
            patch.get(EmailFields.Read).ifPresent(read -> setRead(folder, uid, read));
            patch.get(EmailFields.Flag).ifPresent(flag -> setFlagged(folder, uid, flag.isFlagged()));
            now.add(items.get(uid));
        }
        return now;
    }

    @Override
    public void delete(String folder, List<Entry> entries) throws BackendException {
        var items = items(folder);
        for (Entry entry : entries) {
            permit();
            long uid = uid(folder, entry.remote());
            if (items.containsKey(uid)) deleted.add(name(folder, uid));
            remove(folder, uid);
        }
    }

    private Likeness likeness(String folder, Entry entry) {
        return tellsLikenesses
                ? Likeness.of("", name(folder, uid(folder, entry.remote())), entry.date(), 100)
                : Likeness.NONE;
    }

    @Override
    public Map<String, Likeness> likenesses(String folder, List<Entry> entries) throws BackendException {
        var items = items(folder);
        asked += entries.size();
        var told = new HashMap<String, Likeness>();
        for (Entry entry : entries) {
            Entry there = items.get(uid(folder, entry.remote()));
            if (there != null) told.put(entry.remote(), likeness(folder, there));
        }
        return told;
    }

    @Override
    public boolean stands(String folder, String token) throws BackendException {
        items(folder);
        return token.isEmpty() || token.startsWith(epoch(folder));
    }

    private String epoch(String folder) {
        return "g" + generation.getOrDefault(folder, 0) + " r" + restored.getOrDefault(folder, 0) + " ";
    }

    @Override
    public Census census(String folder) throws BackendException {
        var items = items(folder);
        counted++;
        return new Census(items.size(), remote -> items.containsKey(uid(folder, remote)));
    }

    /** By its date, which an item takes along. */
    static String conversation(Entry entry) {
        return "%032x".formatted((entry.date() / 3600 * 2_654_435_761L >>> 7) % 40);
    }

    @Override
    public Map<String, String> conversations(String folder, List<Entry> entries) throws BackendException {
        var items = items(folder);
        var names = new HashMap<String, String>();
        for (Entry asked : entries) {
            Entry there = items.get(uid(folder, asked.remote()));
            if (there != null) names.put(asked.remote(), conversation(there));
        }
        return names;
    }

    @Override
    public List<Moved> move(String folder, List<Entry> entries, String toFolder) throws BackendException {
        var items = items(folder);
        items(toFolder);
        var moved = new ArrayList<Moved>();
        for (Entry entry : entries) {
            long old = uid(folder, entry.remote());
            Entry there = items.get(old);
            if (there == null || entry.remote().equals(stays)) continue;
            permit();
            remove(folder, old);
            long uid = uid(toFolder, add(toFolder, there.date(), name(folder, old)));
            put(toFolder, new Entry(remote(toFolder, uid), uid, there.stamp(), there.date()));
            moved.add(new Moved(entry, folders.get(toFolder).get(uid)));
        }
        return moved;
    }

    @Override
    public void close() {}
}
