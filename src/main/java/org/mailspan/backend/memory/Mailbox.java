package org.mailspan.backend.memory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.mailspan.backend.Absence;
import org.mailspan.backend.Backend.Signal;
import org.mailspan.protocol.FolderType;

/**
 * A user's folders and messages at a host that is a few maps. Its methods are what another client does to them; names
 * of folders are paths with {@code /}. What is not there is left alone: then the answer is false, or empty.
 */
public final class Mailbox {
    private static final Map<String, FolderType> SPECIAL = Map.of(
            "INBOX", FolderType.Inbox,
            "Drafts", FolderType.Drafts,
            "Sent", FolderType.SentItems,
            "Trash", FolderType.DeletedItems,
            "Junk", FolderType.UserMail);
    private static final String DELETED = "\\Deleted";
    /** What another client does, it does to the folder that is there now. */
    private static final long ANY = 0;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Box> boxes = new TreeMap<>();
    private final List<Consumer<Signal>> listeners = new CopyOnWriteArrayList<>();
    private volatile Absence absence = Absence.NOT_OFFERED;
    private long nextUidValidity = 1_000;

    /**
     * One message, as it is now.
     *
     * @param came the modSeq with which it came
     */
    public record Message(long uid, byte[] octets, Set<String> flags, Instant date, long modSeq, long came) {
        public Message {
            flags = Set.copyOf(flags);
        }

        boolean isDeleted() {
            return flags.contains(DELETED);
        }
    }

    /** A folder. Guarded by the lock. */
    private static final class Box {
        private final FolderType type;
        private final long uidValidity;
        private final TreeMap<Long, Message> messages = new TreeMap<>();
        private final Map<Long, Long> expungedAt = new HashMap<>();
        private long nextUid = 1;
        private long modSeq = 1;
        private boolean node;

        private Box(FolderType type, long uidValidity) {
            this.type = type;
            this.uidValidity = uidValidity;
        }

        private long add(byte[] octets, Set<String> flags, Instant date) {
            long uid = nextUid++;
            messages.put(uid, new Message(uid, octets, flags, date, ++modSeq, modSeq));
            return uid;
        }

        private boolean flag(long uid, Set<String> add, Set<String> remove) {
            Message message = messages.get(uid);
            if (message == null) return false;
            var flags = new TreeSet<>(message.flags);
            flags.removeAll(remove);
            flags.addAll(add);
            boolean differs = !flags.equals(message.flags);
            if (differs)
                messages.put(uid, new Message(uid, message.octets, flags, message.date, ++modSeq, message.came));
            return differs;
        }

        private boolean expunge(long uid) {
            if (messages.remove(uid) == null) return false;
            expungedAt.put(uid, ++modSeq);
            return true;
        }
    }

    /** A folder at one moment: what {@link MemoryBackend} computes its answers from. */
    record View(long uidValidity, long modSeq, List<Message> messages, Map<Long, Long> expungedAt) {}

    /** @param node whether it is there only because of the folders below it */
    record Named(String name, FolderType type, boolean node) {}

    public Mailbox() {
        SPECIAL.keySet().forEach(this::create);
    }

    /** Makes a folder and those above it that are missing. */
    public boolean create(String name) {
        boolean made = locked(() -> {
            if (isFolder(name)) return false;
            for (int slash = name.indexOf('/'); slash > 0; slash = name.indexOf('/', slash + 1))
                boxes.computeIfAbsent(name.substring(0, slash), this::newBox);
            boxes.put(name, newBox(name));
            return true;
        });
        return told(made, new Signal.HierarchyChanged());
    }

    private boolean isFolder(String name) {
        Box box = boxes.get(name);
        return box != null && !box.node;
    }

    private Box newBox(String name) {
        return new Box(SPECIAL.getOrDefault(name, FolderType.UserMail), nextUidValidity++);
    }

    /** Renames a folder and those below it; messages, UIDs and UIDVALIDITY stay (RFC 9051 6.3.6). */
    public boolean rename(String name, String newName) {
        boolean done = locked(() -> {
            if (!boxes.containsKey(name) || boxes.containsKey(newName)) return false;
            for (String path : family(name)) boxes.put(newName + path.substring(name.length()), boxes.remove(path));
            return true;
        });
        return told(done, new Signal.HierarchyChanged());
    }

    /** Removes a folder and those below it with all that is in them. */
    public boolean remove(String name) {
        boolean done = locked(() -> boxes.keySet().removeAll(family(name)));
        return told(done, new Signal.HierarchyChanged());
    }

    /** Removes a folder with all that is in it; where there are folders below it a mere node of that name stays. */
    boolean removeOne(String name) {
        boolean done = locked(() -> {
            if (!boxes.containsKey(name)) return false;
            Box node = newBox(name);
            node.node = true;
            boxes.put(name, node);
            for (String path : List.copyOf(boxes.keySet()).reversed())
                if (!isFolder(path) && family(path).size() == 1) boxes.remove(path);
            return true;
        });
        return told(done, new Signal.HierarchyChanged());
    }

    /** Whether it is there, be it a mere node. */
    boolean has(String name) {
        return locked(() -> boxes.containsKey(name));
    }

    private List<String> family(String name) {
        return boxes.keySet().stream()
                .filter(path -> path.equals(name) || path.startsWith(name + "/"))
                .toList();
    }

    /** @return its UID; empty if there is no such folder */
    public Optional<Long> append(String folder, byte[] octets, Set<String> flags, Instant date) {
        Optional<Long> uid = in(folder, ANY, box -> box.add(octets, flags, date));
        told(uid.isPresent(), new Signal.Arrived(folder));
        return uid;
    }

    public boolean flag(String folder, long uid, Set<String> add, Set<String> remove) {
        return flag(folder, ANY, uid, add, remove);
    }

    boolean flag(String folder, long uidValidity, long uid, Set<String> add, Set<String> remove) {
        boolean changed =
                in(folder, uidValidity, box -> box.flag(uid, add, remove)).orElse(false);
        return told(changed, new Signal.Changed(folder));
    }

    /** Removes exactly these. */
    public boolean expunge(String folder, Collection<Long> uids) {
        return expunge(folder, ANY, uids);
    }

    boolean expunge(String folder, long uidValidity, Collection<Long> uids) {
        boolean gone = in(
                        folder,
                        uidValidity,
                        box -> uids.stream().filter(box::expunge).count() > 0)
                .orElse(false);
        return told(gone, new Signal.Changed(folder));
    }

    /** @return the UID in the other folder; empty if the message or a folder is not there */
    public Optional<Long> move(String folder, long uid, String toFolder) {
        return move(folder, ANY, uid, toFolder);
    }

    Optional<Long> move(String folder, long uidValidity, long uid, String toFolder) {
        Optional<Long> there = in(folder, uidValidity, from -> {
                    Message message = from.messages.get(uid);
                    Box to = boxes.get(toFolder);
                    if (message == null || to == null) return Optional.<Long>empty();
                    from.expunge(uid);
                    return Optional.of(to.add(message.octets, message.flags, message.date));
                })
                .flatMap(moved -> moved);
        told(there.isPresent(), new Signal.Changed(folder));
        told(there.isPresent(), new Signal.Arrived(toFolder));
        return there;
    }

    /** All messages of a folder by UID, hidden ones too; none if there is no such folder. */
    public List<Message> messages(String folder) {
        return view(folder).map(View::messages).orElse(List.of());
    }

    /** From now on the host answers senders, once it is told to, and tells these audiences apart. */
    public void answers(Set<Absence.Audience> audiences) {
        var replies = new HashMap<Absence.Audience, Absence.Reply>();
        audiences.forEach(audience -> replies.put(audience, Absence.Reply.NONE));
        absence = new Absence(new Absence.When.Never(), replies);
    }

    Absence absence() {
        return absence;
    }

    boolean absent(Absence next) {
        boolean offered = !absence.replies().isEmpty();
        if (offered) absence = next;
        return offered;
    }

    /** As after a lost connection: whoever watches may have missed something. */
    public void loseEvents() {
        told(true, new Signal.Unsure());
    }

    Optional<View> view(String folder) {
        return in(
                folder,
                ANY,
                box -> new View(
                        box.uidValidity, box.modSeq, List.copyOf(box.messages.values()), Map.copyOf(box.expungedAt)));
    }

    Optional<Message> message(String folder, long uidValidity, long uid) {
        return in(folder, uidValidity, box -> Optional.ofNullable(box.messages.get(uid)))
                .flatMap(message -> message);
    }

    /** Sorted by path, so a folder comes after the one above it. */
    List<Named> folders() {
        return locked(() -> {
            var all = new ArrayList<Named>();
            boxes.forEach((name, box) -> all.add(new Named(name, box.type, box.node)));
            return all;
        });
    }

    void listen(Consumer<Signal> listener) {
        listeners.add(listener);
    }

    void unlisten(Consumer<Signal> listener) {
        listeners.remove(listener);
    }

    private boolean told(boolean happened, Signal signal) {
        if (happened) listeners.forEach(listener -> listener.accept(signal));
        return happened;
    }

    private interface Action<T> {
        T on(Box box);
    }

    private <T> Optional<T> in(String folder, long uidValidity, Action<T> action) {
        return locked(() -> Optional.ofNullable(boxes.get(folder))
                .filter(box -> !box.node)
                .filter(box -> uidValidity == ANY || uidValidity == box.uidValidity)
                .map(action::on));
    }

    private <T> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }
}
