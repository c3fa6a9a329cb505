package org.mailspan.sync;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mailspan.backend.Backend;
import org.mailspan.backend.Backend.Folders.Identity;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Entry;
import org.mailspan.backend.Folder;
import org.mailspan.backend.Likeness;
import org.mailspan.protocol.FolderType;
import org.mailspan.store.FolderRow;
import org.mailspan.store.Place;
import org.mailspan.store.Store;

/**
 * Finds folders again that go by another name under another UIDVALIDITY, as after a move to another host: {@code
 * INBOX.Sent} became {@code Sent}, {@code Gesendet} did. Of the names that went and those that came in one refresh two are
 * one folder if they have the same path but for what hosts put before it, the same use, or the same messages; never where
 * another could be meant as well. What is in the folder is for {@link Healing} to match. A pair that is none costs nothing
 * but a name: items that are not known again are deletions and new items, as they would have been.
 */
final class Successors {
    /** Names of one question, and folders that are looked into: poor hosts take a command for each. */
    private static final int MOST = 100;

    /** Newest items that stand for a folder. */
    private static final int SAMPLE = 16;

    /** Newest rows among which these are: not every item was told to a device. */
    private static final int RECENT = 100;

    /** Messages of one new folder that are asked about. */
    private static final int ASKED = 500;

    /** Of each of these an account has one at most. */
    private static final Set<FolderType> USES =
            EnumSet.of(FolderType.Drafts, FolderType.SentItems, FolderType.DeletedItems);

    private final Store store;
    private final Backend backend;
    private final Backend.Folders host;
    private final Holdings holdings;
    private final LostFolders lost;

    Successors(Store store, Backend backend, Backend.Folders host, Holdings holdings, LostFolders lost) {
        this.store = store;
        this.backend = backend;
        this.host = host;
        this.holdings = holdings;
        this.lost = lost;
    }

    /** What is found of a folder tells the place of those above and below it. */
    void findByPlace() throws BackendException {
        boolean more = true;
        while (more) {
            more = by(row -> Optional.of(names(place(row))), folder -> Optional.of(names(place(folder))));
            more |= by(row -> use(row.type()), folder -> use(folder.type()));
            more |= by(
                    row -> Optional.of(names(inner(place(row)))), folder -> Optional.of(names(inner(place(folder)))));
            more |= by(this::aboveItsOwn, folder -> Optional.of(folder.remote()));
        }
    }

    void findByContent() throws BackendException {
        if (byContent()) findByPlace();
    }

    private static Optional<FolderType> use(FolderType type) {
        return Optional.of(type).filter(USES::contains);
    }

    /** Pairs what alone has one key on both sides; answers whether there was anything. */
    private <K> boolean by(Function<FolderRow, Optional<K>> old, Function<Folder, Optional<K>> now)
            throws BackendException {
        Map<K, List<FolderRow>> olds = grouped(lost.went(), old);
        Map<K, List<Folder>> news = grouped(lost.came(), now);
        var both = new HashMap<FolderRow, Folder>();
        olds.forEach((key, rows) -> {
            List<Folder> folders = news.getOrDefault(key, List.of());
            if (rows.size() == 1 && folders.size() == 1) both.put(rows.getFirst(), folders.getFirst());
        });
        identify(both.values());
        both.entrySet().removeIf(pair -> !canBe(pair.getKey(), pair.getValue()));
        both.forEach((row, folder) -> lost.find(row.id(), folder.remote()));
        return !both.isEmpty();
    }

    private static <K, T> Map<K, List<T>> grouped(Collection<T> all, Function<T, Optional<K>> key) {
        var groups = new LinkedHashMap<K, List<T>>();
        for (T one : all)
            key.apply(one)
                    .ifPresent(k -> groups.computeIfAbsent(k, first -> new ArrayList<>())
                            .add(one));
        return groups;
    }

    private void identify(Collection<Folder> folders) throws BackendException {
        List<String> unknown = folders.stream()
                .filter(folder -> folder.selectable() && !lost.identities().containsKey(folder.remote()))
                .map(Folder::remote)
                .toList();
        for (int from = 0; from < unknown.size(); from += MOST)
            lost.identify(host.identities(unknown.subList(from, Math.min(unknown.size(), from + MOST))));
    }

    /**
     * Under one UIDVALIDITY equal ids would pass for equal items, which is for {@link KeptFolders} to say. Of a folder of
     * which nobody has anything there is nothing to be mistaken about.
     */
    private boolean canBe(FolderRow row, Folder folder) {
        String before = store.read(rows -> rows.head(row.id())).generation();
        if (before.isEmpty()) return true;
        Identity now = lost.identities().get(folder.remote());
        return folder.selectable() && now != null && !now.generation().equals(before);
    }

    /** One folder of a path. */
    private record Step(String name, boolean node) {
        /** As no two folders beside each other should differ. */
        static Step of(String name, boolean selectable) {
            String plain = Normalizer.normalize(name, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
            return new Step(plain.strip(), !selectable);
        }
    }

    /** As the host has it now, as far as that is known. Below the inbox is where some hosts have all folders. */
    private List<Step> place(FolderRow row) {
        var steps = new ArrayList<Step>();
        Optional<FolderRow> at = Optional.of(row);
        while (at.isPresent() && at.get().type() != FolderType.Inbox) {
            FolderRow one = at.get();
            Optional<Folder> found =
                    Optional.ofNullable(lost.found().get(one.id())).flatMap(lost::listed);
            if (found.isPresent())
                return Stream.concat(place(found.get()).stream(), steps.reversed().stream())
                        .toList();
            steps.add(Step.of(one.name(), one.selectable()));
            at = lost.known(one.parent());
        }
        return steps.reversed();
    }

    private List<Step> place(Folder folder) {
        var steps = new ArrayList<Step>();
        Optional<Folder> at = Optional.of(folder);
        while (at.isPresent() && at.get().type() != FolderType.Inbox) {
            steps.add(Step.of(at.get().name(), at.get().selectable()));
            at = lost.listed(at.get().parent());
        }
        return steps.reversed();
    }

    /** Without the nodes at its beginning, which hold nothing: {@code Mail/Work} is {@code Work} elsewhere. */
    private static List<Step> inner(List<Step> steps) {
        int first = 0;
        while (first < steps.size() - 1 && steps.get(first).node()) first++;
        return steps.subList(first, steps.size());
    }

    private static List<String> names(List<Step> steps) {
        return steps.stream().map(Step::name).toList();
    }

    /** The name of the one folder below which all that was below this one is now. */
    private Optional<String> aboveItsOwn(FolderRow row) {
        Set<String> above = lost.found().entrySet().stream()
                .filter(one -> lost.known(one.getKey())
                        .filter(child -> child.parent() == row.id())
                        .isPresent())
                .flatMap(one -> lost.listed(one.getValue()).map(Folder::parent).stream())
                .collect(Collectors.toSet());
        return above.size() == 1 ? above.stream().findFirst() : Optional.empty();
    }

    /** The newest items of a folder, as devices were told of them. */
    private record Sample(List<Likeness> items, Set<Long> dates) {
        boolean isIn(Collection<Likeness> others, int all) {
            Set<Long> known = others.stream().flatMap(Sample::marks).collect(Collectors.toSet());
            long there = items.stream()
                    .filter(item -> marks(item).anyMatch(known::contains))
                    .count();
            return there > 0 && there * 2 >= Math.min(items.size(), all);
        }

        private static Stream<Long> marks(Likeness item) {
            return Stream.of(item.object(), item.exact(), item.loose()).filter(mark -> mark != 0);
        }
    }

    /** Answers whether there was anything. */
    private boolean byContent() throws BackendException {
        if (!(backend instanceof Backend.Likenesses tells)) return false;
        var samples = new LinkedHashMap<FolderRow, Sample>();
        for (FolderRow row : lost.went()) sample(row).ifPresent(sample -> samples.put(row, sample));
        List<Folder> folders = lost.came().stream().filter(Folder::selectable).toList();
        if (samples.isEmpty() || folders.size() > MOST) return false;
        identify(folders);
        var claims = new LinkedHashMap<FolderRow, List<Folder>>();
        for (Folder folder : folders) {
            List<FolderRow> likely = likely(tells, folder, samples);
            if (likely.size() == 1)
                claims.computeIfAbsent(likely.getFirst(), first -> new ArrayList<>())
                        .add(folder);
        }
        claims.values().removeIf(claim -> claim.size() > 1);
        claims.forEach((row, claim) -> lost.find(row.id(), claim.getFirst().remote()));
        return !claims.isEmpty();
    }

    private List<FolderRow> likely(Backend.Likenesses tells, Folder folder, Map<FolderRow, Sample> samples)
            throws BackendException {
        Set<Long> dates = samples.values().stream()
                .flatMap(sample -> sample.dates().stream())
                .collect(Collectors.toSet());
        List<Entry> items = holdings.of(folder.remote());
        Map<String, Likeness> told = Healing.told(tells, folder.remote(), chosen(items, dates));
        return samples.entrySet().stream()
                .filter(sample -> sample.getValue().isIn(told.values(), items.size()))
                .map(Map.Entry::getKey)
                .filter(row -> canBe(row, folder))
                .toList();
    }

    private Optional<Sample> sample(FolderRow row) {
        return store.read(rows -> {
            var known = rows.likenesses(row.id());
            var items = new ArrayList<Likeness>();
            var dates = new HashSet<Long>();
            for (var item : rows.downFrom(row.id(), Place.TOP, Place.BOTTOM, RECENT)) {
                var one = known.get(item.key());
                if (one == null || items.size() == SAMPLE) continue;
                items.add(new Likeness(one.object(), one.exact(), one.loose()));
                dates.add(item.date());
            }
            return items.isEmpty() ? Optional.empty() : Optional.of(new Sample(items, dates));
        });
    }

    /** Those of a date that a sample has, and the newest: some hosts give what is copied there new dates. */
    private static List<Entry> chosen(List<Entry> items, Set<Long> dates) {
        var newest = items.stream().sorted(Comparator.comparingLong(Entry::date).reversed());
        var dated = items.stream().filter(entry -> dates.contains(entry.date()));
        return Stream.concat(newest.limit(SAMPLE), dated)
                .distinct()
                .limit(ASKED)
                .toList();
    }
}
