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
import org.mailspan.item.EmailFields;
import org.mailspan.item.FollowUp;
import org.mailspan.item.Item;
import org.mailspan.protocol.FolderType;

/** A host whose items are nothing but a number, a date and two flags: for the engine's own tests. */
final class NumberHost implements Backend, Backend.Moves, Backend.Conversations {
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
        }
    }

    String add(String folder, long date) {
        long uid = next.merge(folder, 1L, Long::sum);
        put(folder, new Entry(Long.toString(uid), uid, "", date));
        return Long.toString(uid);
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
        history.get(folder).add(new Event(Long.toString(uid)));
    }

    /** As after a restored backup: the same numbers may mean other items. */
    void newGeneration(String folder) {
        generation.merge(folder, 1, Integer::sum);
        history.get(folder).clear();
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
        String now = generationNow + " " + events.size();
        if (!token.startsWith(generationNow + " ") || telling == Telling.FULL) {
            listings++;
            return new Delta.Full(List.copyOf(items.values()), generationNow, now);
        }
        var changed = new TreeMap<Long, Entry>();
        var removed = new ArrayList<String>();
        int from = Integer.parseInt(token.substring(token.indexOf(' ') + 1));
        for (Event event : events.subList(from, events.size())) {
            long uid = Long.parseLong(event.remote());
            if (items.containsKey(uid)) changed.put(uid, items.get(uid));
            else removed.add(event.remote());
        }
        if (telling == Telling.INCREMENTAL) return new Delta.Incremental(List.copyOf(changed.values()), removed, now);
        return new Delta.Remaining(List.copyOf(changed.values()), r -> items.containsKey(Long.parseLong(r)), now);
    }

    @Override
    public void read(String folder, List<Entry> entries, Want want, Consumer<Reading> sink) throws BackendException {
        var items = items(folder);
        if (want instanceof Want.Whole) reads++;
        for (Entry asked : entries) {
            Entry there = items.get(Long.parseLong(asked.remote()));
            if (there == null || overlooks(folder, there)) continue;
            // As the Index knows it, or a flag that is set, read, and taken again between two refreshes stays.
            String stamp = asked.stamp();
            var item = Item.builder()
                    .with(EmailFields.Read, stamp.contains("S"))
                    .with(EmailFields.Flag, stamp.contains("F") ? FollowUp.FLAGGED : FollowUp.NONE);
            if (want instanceof Want.Whole) item.with(EmailFields.Subject, folder + " " + asked.remote());
            sink.accept(new Reading(asked, item.build(), 100));
        }
    }

    @Override
    public List<Entry> change(String folder, Item patch, List<Entry> entries) throws BackendException {
        var items = items(folder);
        var now = new ArrayList<Entry>();
        for (Entry entry : entries) {
            if (!items.containsKey(Long.parseLong(entry.remote()))) continue;
            permit();
            long uid = Long.parseLong(entry.remote());
            patch.get(EmailFields.Read).ifPresent(read -> setRead(folder, uid, read));
            patch.get(EmailFields.Flag).ifPresent(flag -> setFlagged(folder, uid, flag.isFlagged()));
            now.add(items.get(Long.parseLong(entry.remote())));
        }
        return now;
    }

    @Override
    public void delete(String folder, List<Entry> entries) throws BackendException {
        items(folder);
        for (Entry entry : entries) {
            permit();
            remove(folder, Long.parseLong(entry.remote()));
        }
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
            Entry there = items.get(Long.parseLong(asked.remote()));
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
            Entry there = items.get(Long.parseLong(entry.remote()));
            if (there == null || entry.remote().equals(stays)) continue;
            permit();
            remove(folder, Long.parseLong(entry.remote()));
            long uid = next.merge(toFolder, 1L, Long::sum);
            put(toFolder, new Entry(Long.toString(uid), uid, there.stamp(), there.date()));
            moved.add(new Moved(entry, folders.get(toFolder).get(uid)));
        }
        return moved;
    }

    @Override
    public void close() {}
}
