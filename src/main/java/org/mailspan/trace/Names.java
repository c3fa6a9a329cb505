package org.mailspan.trace;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.mailspan.protocol.FileReference;
import org.mailspan.protocol.ServerId;

/** Names for what each bridge calls otherwise: ids, keys, the time of now. Those that were given out are remembered. */
final class Names {
    /** A few hundred windows of mail. */
    private static final int MOST = 100_000;

    private static final Pattern SYNC_KEY = Pattern.compile("\\d+-[0-9a-z]+");
    private static final Pattern POLICY_KEY = Pattern.compile("[1-9]\\d*");

    private enum Kind {
        KEY,
        FOLDER,
        ID,
        FILE,
        POLICY,
        NOW
    }

    /** By the names of elements and of URL parameters, which mean the same in every code page that has them. */
    private static final Map<String, Kind> KINDS = Map.ofEntries(
            Map.entry("SyncKey", Kind.KEY),
            Map.entry("CollectionId", Kind.FOLDER),
            Map.entry("ParentId", Kind.FOLDER),
            Map.entry("FolderId", Kind.FOLDER),
            Map.entry("SrcFldId", Kind.FOLDER),
            Map.entry("DstFldId", Kind.FOLDER),
            Map.entry("Id", Kind.FOLDER),
            Map.entry("Folder", Kind.FOLDER),
            Map.entry("ServerId", Kind.ID),
            Map.entry("ItemId", Kind.ID),
            Map.entry("SrcMsgId", Kind.ID),
            Map.entry("DstMsgId", Kind.ID),
            Map.entry("RequestId", Kind.ID),
            Map.entry("LongId", Kind.ID),
            Map.entry("FileReference", Kind.FILE),
            Map.entry("AttachmentName", Kind.FILE),
            Map.entry("PolicyKey", Kind.POLICY),
            Map.entry("LastVerbExecutionTime", Kind.NOW));

    private final ReentrantLock lock = new ReentrantLock();
    private final SequencedSet<String> given = new LinkedHashSet<>();

    /** Those of one exchange. */
    final class Exchange {
        private final String account;
        /** What the device asked for though nobody gave it: an answer only repeats it. */
        private final Set<String> foreign = new HashSet<>();

        private Exchange(String account) {
            this.account = account;
        }

        /** What stands for a text that the bridge says in this element; empty if it is no name. */
        Optional<String> given(String element, String text) {
            return shown(element, text, name -> {
                if (foreign.contains(name)) return false;
                remember(account + name);
                return true;
            });
        }

        /** What stands for a text that a device sent; empty if nobody gave it that. */
        Optional<String> asked(String element, String text) {
            return shown(element, text, name -> {
                if (isGiven(account + name)) return true;
                foreign.add(name);
                return false;
            });
        }
    }

    Exchange of(String account) {
        return new Exchange(account);
    }

    private static Optional<String> shown(String element, String text, Predicate<String> isNamed) {
        Kind kind = KINDS.get(element);
        if (kind == null) return Optional.empty();
        return switch (kind) {
            case KEY -> place("key", text, SYNC_KEY.matcher(text).matches(), isNamed);
            case FOLDER -> folder(text, isNamed);
            case ID -> ServerId.parse(text).map(id -> item(id, isNamed)).or(() -> folder(text, isNamed));
            case FILE -> place("file", text, FileReference.parse(text).isPresent(), isNamed);
            case POLICY -> place("policy", text, POLICY_KEY.matcher(text).matches(), isNamed);
            case NOW -> Optional.of("{at " + text.replaceAll("[^0-9A-Z-]", ".") + "}");
        };
    }

    private static Optional<String> place(String word, String text, boolean isOne, Predicate<String> isNamed) {
        return Optional.of("{" + word + " " + text + "}").filter(place -> isOne && isNamed.test(place));
    }

    private static Optional<String> folder(String text, Predicate<String> isNamed) {
        boolean isOne = ServerId.collection(text).filter(id -> id > 0).isPresent();
        return place("folder", text, isOne, isNamed);
    }

    private static String item(ServerId id, Predicate<String> isNamed) {
        String folder = Long.toString(id.collection());
        String item = Long.toString(id.item());
        return folder(folder, isNamed).orElse(folder)
                + ":"
                + place("item", folder + "." + item, true, isNamed).orElse(item);
    }

    private void remember(String name) {
        lock.lock();
        try {
            if (given.add(name) && given.size() > MOST) given.removeFirst();
        } finally {
            lock.unlock();
        }
    }

    private boolean isGiven(String name) {
        lock.lock();
        try {
            return given.contains(name);
        } finally {
            lock.unlock();
        }
    }
}
