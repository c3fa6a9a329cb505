package org.mailspan.backend.imap;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.Entry;

/**
 * Reads one window of messages, also from a host that hangs up at one of them: an IMAP process that dies of a corrupt
 * message takes the connection along, and would for ever (law 5). After the second time the window is halved until the
 * message is alone; if the host hangs up at it once more and is well otherwise, it becomes a stub. For a host that falls
 * silent instead of hanging up it is the same, with less patience after the first time.
 */
final class ImapWindow {
    /** Each costs a login. One message among 250 takes eleven. */
    private static final int MOST_HANG_UPS = 30;

    /**
     * Silences take this long together, and no phone waits for that; but what was found is remembered when it asks again.
     */
    private static final Duration LONGEST = Duration.ofMinutes(4);

    private static final int MOST_REMEMBERED = 1_000;

    private final ImapConnections connections;
    private final String folder;
    private final ImapReader reader;
    private final Set<String> stumbles;
    /** How long the host may be silent. */
    private final Duration usual;

    private final List<Stumble> found = new ArrayList<>();
    private final long until = System.nanoTime() + LONGEST.toNanos();
    private int hangUps;
    private Duration patience;
    private @Nullable ImapConnection reading;

    private record Stumble(Entry entry, BackendException why) {}

    /** Asks for these messages. */
    private interface Asking {
        void ask(ImapConnections.Work<Boolean> work) throws BackendException;
    }

    /** @param stumbles messages at which the host hung up before: these are asked for alone from the beginning */
    ImapWindow(ImapConnections connections, String folder, ImapReader reader, Set<String> stumbles, Duration usual) {
        this.connections = connections;
        this.folder = folder;
        this.reader = reader;
        this.stumbles = stumbles;
        this.usual = usual;
        this.patience = usual;
    }

    void read(List<Entry> entries) throws BackendException {
        var known =
                entries.stream().filter(entry -> stumbles.contains(name(entry))).toList();
        var others = byUid(entries);
        others.values().removeAll(known);
        Optional<BackendException> cut = tried(others, work -> connections.repeatable(folder, work));
        if (cut.isPresent() && hangUps < 2) cut = tried(others, work -> connections.once(folder, work));
        if (cut.isPresent()) halve(others);
        for (Entry entry : known) alone(entry);
        if (!found.isEmpty()) settle();
    }

    private static Map<Long, Entry> byUid(List<Entry> entries) {
        var map = new LinkedHashMap<Long, Entry>();
        for (Entry entry : entries) map.put(UidSet.uid(entry), entry);
        return map;
    }

    private String name(Entry entry) {
        return folder + "\n" + entry.remote();
    }

    /** Why the host hung up, if it did so while these were read; those that were read are no longer in {@code pending}. */
    private Optional<BackendException> tried(Map<Long, Entry> pending, Asking asking) throws BackendException {
        if (pending.isEmpty()) return Optional.empty();
        reading = null;
        try {
            asking.ask(connection -> window(connection, pending));
            return Optional.empty();
        } catch (BackendException e) {
            ImapConnection last = reading;
            boolean hungUp = last != null && last.broken() && e.kind() == Kind.UNAVAILABLE;
            if (!hungUp || hangUps > MOST_HANG_UPS || System.nanoTime() - until > 0) throw e;
            return Optional.of(e);
        }
    }

    private boolean window(ImapConnection connection, Map<Long, Entry> pending) throws BackendException {
        reading = null;
        List<Entry> there = connection.open(folder, List.copyOf(pending.values()));
        pending.values().retainAll(there);
        if (there.isEmpty()) return false;
        reading = connection;
        limitSilence(connection, patience);
        try {
            reader.window(connection, pending);
        } catch (BackendException e) {
            if (e.getCause() instanceof SocketTimeoutException) patience = usual.dividedBy(6);
            throw e;
        } finally {
            if (connection.broken()) hangUps++;
            else limitSilence(connection, usual);
        }
        return true;
    }

    private static void limitSilence(ImapConnection connection, Duration longest) throws BackendException {
        try {
            connection.hooks().readTimeout(longest.toMillis());
        } catch (IOException gone) {
            throw ImapErrors.cut("limit the silence", gone);
        }
    }

    private void halve(Map<Long, Entry> pending) throws BackendException {
        var entries = List.copyOf(pending.values());
        if (entries.size() == 1) suspect(entries.getFirst());
        if (entries.size() < 2) return;
        int middle = entries.size() / 2;
        for (var half : List.of(entries.subList(0, middle), entries.subList(middle, entries.size()))) {
            var some = byUid(half);
            Optional<BackendException> cut = tried(some, work -> connections.once(folder, work));
            if (cut.isPresent()) halve(some);
        }
    }

    /** A line that is bad just now cuts off good messages too, and a stub stays on the phone: it has to happen again. */
    private void suspect(Entry entry) throws BackendException {
        if (patience.compareTo(usual) < 0) patience = usual.dividedBy(2);
        Optional<BackendException> cut = tried(byUid(List.of(entry)), work -> connections.once(folder, work));
        if (cut.isPresent()) blame(entry, cut.get());
    }

    private void blame(Entry entry, BackendException why) {
        found.add(new Stumble(entry, why));
        if (stumbles.size() >= MOST_REMEMBERED) stumbles.clear();
        stumbles.add(name(entry));
    }

    private void alone(Entry entry) throws BackendException {
        patience = usual.dividedBy(6);
        Optional<BackendException> cut = tried(byUid(List.of(entry)), work -> connections.once(folder, work));
        if (cut.isPresent()) blame(entry, cut.get());
        else stumbles.remove(name(entry));
    }

    /** A host that is going down hangs up at every message: none of them is to blame unless it answers now. */
    private void settle() throws BackendException {
        connections.once(folder, connection -> connection.select(folder));
        for (Stumble one : found) reader.unreadable(one.entry, one.why, byUid(List.of(one.entry)));
    }
}
