package org.mailspan.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mailspan.item.BodyOptions;
import org.mailspan.item.EmailFields;
import org.mailspan.item.FollowUp;
import org.mailspan.item.Item;
import org.mailspan.protocol.ServerId;
import org.mailspan.protocol.Version;
import org.mailspan.store.FolderRow;
import org.mailspan.store.SqliteStore;
import org.mailspan.store.Store;
import org.mailspan.sync.NumberHost.Telling;

/**
 * Whatever happens at the host and on two devices, in whatever order, with answers lost, hosts that fail, refuse, and
 * overlook items, restarts, filters, conversations and windows of any size: in the end each device has what the folder
 * holds, and none was told anything twice.
 */
class InterleavingTest {
    private static final int STEPS = 250;
    private static final Instant START = Instant.parse("2026-11-21T12:00:00Z");

    @TempDir
    Path directory;

    private NumberHost host;
    private Store store;
    private SyncEngine engine;
    private Instant now;
    private Random random;
    private final Map<Long, String> folders = new TreeMap<>();
    private final List<Device> devices = new ArrayList<>();
    private final List<String> log = new ArrayList<>();
    /** Messages that some device asked to be deleted. */
    private final Set<String> meant = new HashSet<>();

    private String story;

    @ParameterizedTest
    @EnumSource(Telling.class)
    void anyOrderEndsWithDeviceEqualToFolder(Telling telling) throws Exception {
        long seed = Long.getLong("mailspan.seed", 20261121L);
        int rounds = Integer.getInteger("mailspan.rounds", 12);
        for (int round = 0; round < rounds; round++) {
            story = telling + ", seed " + seed + ", round " + round;
            log.clear();
            try {
                run(telling, new Random(seed * 31 + round), Files.createDirectory(directory.resolve("r" + round)));
            } catch (Throwable e) {
                log.forEach(System.err::println);
                throw e;
            }
        }
    }

    private void tell(String what, Object... details) {
        log.add(what + " " + Arrays.toString(details));
    }

    private void run(Telling telling, Random dice, Path data) throws Exception {
        random = dice;
        now = START;
        host = new NumberHost(telling, "INBOX", "Other", "Trash");
        store = open(data);
        folders.clear();
        devices.clear();
        meant.clear();
        devices.add(new Device("one"));
        devices.add(new Device("two"));
        for (Device device : devices) new Hierarchy(store).sync(device.session(), "0");
        for (FolderRow row : store.read(rows -> rows.folders("anna@example.org")))
            if (!row.remote().isEmpty()) folders.put(row.id(), row.remote());
        for (int step = 0; step < STEPS; step++) step(data);
        host.failIn = host.refuseIn = host.overlookIn = -1;
        for (Device device : devices) for (long folder : folders.keySet()) device.settle(folder);
        // what is left of a conversation leaves when the filter's edge moves
        now = now.plus(Duration.ofHours(1));
        for (Device device : devices) for (long folder : folders.keySet()) device.settle(folder);
        for (Device device : devices) device.compare();
        assertTrue(meant.containsAll(host.deleted), () -> story + ": deleted " + host.deleted + ", meant " + meant);
        store.close();
    }

    private Store open(Path data) {
        Store opened = SqliteStore.open(data);
        engine = new SyncEngine(
                opened,
                document -> new Options(document.length, BodyOptions.NONE, document),
                () -> now,
                0,
                new SharedReads(SharedReads.MOST, () -> now));
        return opened;
    }

    private void step(Path data) throws Exception {
        String folder = pick(List.of("INBOX", "Other", "Trash"));
        switch (random.nextInt(20)) {
            case 0, 1 -> {
                for (int n = random.nextInt(6); n >= 0; n--)
                    host.add(
                            folder,
                            now.minus(Duration.ofHours(random.nextInt(24 * 40))).getEpochSecond());
            }
            case 2 ->
                any(folder).ifPresent(uid -> {
                    if (random.nextBoolean()) host.setRead(folder, uid, random.nextBoolean());
                    else host.setFlagged(folder, uid, random.nextBoolean());
                });
            case 3 -> any(folder).ifPresent(uid -> host.remove(folder, uid));
            case 8, 9 -> any(folder).ifPresent(uid -> host.setFlagged(folder, uid, random.nextBoolean()));
            case 4 -> now = now.plus(Duration.ofHours(random.nextInt(30)));
            case 5 -> {
                if (random.nextInt(3) == 0) {
                    store.close();
                    store = open(data);
                }
            }
            case 6 -> host.failIn = random.nextInt(3) == 0 ? random.nextInt(4) : -1;
            case 10 -> host.refuseIn = random.nextInt(3) == 0 ? random.nextInt(5) : -1;
            case 11 -> host.overlookIn = random.nextInt(4) == 0 ? random.nextInt(9) : -1;
            case 7 -> {
                if (random.nextInt(4) == 0) host.migrate(folder, random.nextInt(3) == 0 ? 7 : 0);
            }
            default -> {
                Device device = pick(devices);
                device.act(pick(List.copyOf(folders.keySet())));
            }
        }
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private Optional<Long> any(String folder) {
        var uids = List.copyOf(host.folders.get(folder).keySet());
        return uids.isEmpty() ? Optional.empty() : Optional.of(pick(uids));
    }

    /** A device with its own copy; an item is known by its subject, which says where it came into being. */
    private final class Device {
        private final String name;
        private final Map<Long, String> keys = new TreeMap<>();
        private final Map<Long, Map<String, Item>> items = new TreeMap<>();
        private final Map<Long, Integer> filters = new TreeMap<>();
        private final Map<Long, Boolean> conversations = new TreeMap<>();

        private Device(String name) {
            this.name = name;
        }

        Session session() {
            return new Session(host, name, Version.V16_1);
        }

        private Map<String, Item> copy(long folder) {
            return items.computeIfAbsent(folder, f -> new TreeMap<>());
        }

        void act(long folder) throws Exception {
            switch (random.nextInt(7)) {
                case 0 -> move(folder);
                case 1 -> {
                    if (random.nextInt(3) > 0) filters.put(folder, random.nextInt(6));
                    else conversations.put(folder, random.nextInt(3) > 0);
                }
                case 2 -> {
                    host.failIn = -1;
                    engine.estimate(
                            session(),
                            folder,
                            keys.getOrDefault(folder, "0"),
                            Optional.empty(),
                            conversation(folder),
                            Since.now());
                }
                case 3 -> {
                    host.failIn = -1;
                    engine.pending(session(), folder, Since.now(), false);
                }
                default -> sync(folder, random.nextInt(3) == 0, random.nextInt(4) == 0);
            }
        }

        private void move(long from) throws Exception {
            long to = pick(List.copyOf(folders.keySet()));
            if (copy(from).isEmpty() || to == from) return;
            String id = pick(List.copyOf(copy(from).keySet()));
            var wish = new Items.Wish(ServerId.parse(id), Optional.of(to));
            boolean lost = random.nextInt(4) == 0;
            tell(name + " moves", id, to, lost ? "answer lost" : "");
            if (lost) engine.items().move(session(), List.of(wish));
            Items.Move result = engine.items().move(session(), List.of(wish)).getFirst();
            tell(name + " moved", id, result);
            if (result instanceof Items.Move.Moved(var there)) {
                Item item = copy(from).remove(id);
                if (!keys.getOrDefault(to, "0").equals("0")) copy(to).put(there.toString(), item);
            }
        }

        private CollectionRequest request(
                long folder, String key, boolean asMoves, int most, List<ClientCommand> commands) {
            Optional<Options> options =
                    Optional.of(new Options(filter(folder), BodyOptions.NONE, new byte[filter(folder)]));
            return new CollectionRequest(
                    folder,
                    key,
                    !key.equals("0"),
                    asMoves,
                    1 + random.nextInt(most),
                    conversation(folder),
                    options,
                    commands);
        }

        private void sync(long folder, boolean withCommands, boolean lost) throws Exception {
            String key = keys.getOrDefault(folder, "0");
            var commands = new ArrayList<ClientCommand>();
            if (withCommands && !key.equals("0")) commands(folder, commands);
            boolean asMoves = random.nextBoolean();
            CollectionRequest request = request(folder, key, asMoves, 7, commands);
            Outcome outcome =
                    engine.sync(session(), request, new Budget(1 + random.nextInt(9), 1 << 20, Duration.ofMinutes(1)));
            // A phone repeats what failed, as it repeats what was lost.
            if (lost || outcome instanceof Outcome.Failed) {
                host.failIn = -1;
                if (outcome instanceof Outcome.Synced && random.nextBoolean()) move(folder);
                outcome = engine.sync(session(), request, new Budget(9, 1 << 20, Duration.ofMinutes(1)));
            }
            tell(name + " syncs", folder, key, filter(folder), commands, lost, told(outcome));
            take(folder, outcome);
        }

        private static String told(Outcome outcome) {
            if (!(outcome instanceof Outcome.Synced synced)) return outcome.toString();
            var changes = synced.changes().stream().map(c -> c.toString().replaceAll(", item=.*", ""));
            return synced.syncKey() + " " + synced.answers() + " " + changes.toList() + (synced.more() ? " more" : "");
        }

        private Optional<Boolean> conversation(long folder) {
            return Optional.ofNullable(conversations.get(folder));
        }

        private int filter(long folder) {
            return filters.getOrDefault(folder, 0);
        }

        /** The device has done to its own copy what it asks for. */
        private void commands(long folder, List<ClientCommand> commands) {
            for (String id : List.copyOf(copy(folder).keySet())) {
                switch (random.nextInt(12)) {
                    case 0, 1, 2, 3 -> {
                        Item patch = random.nextBoolean()
                                ? Item.EMPTY.with(EmailFields.Read, random.nextBoolean())
                                : Item.EMPTY.with(
                                        EmailFields.Flag, random.nextBoolean() ? FollowUp.FLAGGED : FollowUp.NONE);
                        copy(folder).computeIfPresent(id, (i, old) -> old.changedBy(patch));
                        commands.add(new ClientCommand.Change(id, patch));
                        if (random.nextInt(3) == 0) elsewhere(folder, id);
                    }
                    case 4 -> {
                        meant.add(
                                copy(folder).remove(id).get(EmailFields.Subject).orElse(""));
                        commands.add(new ClientCommand.Delete(id));
                    }
                    default -> {}
                }
            }
        }

        /** Another client marks the same item before the host hears of this device's change. */
        private void elsewhere(long folder, String id) {
            long uid = host.uid(folders.get(folder), remote(id).replace("gone", "-1"));
            if (!host.folders.get(folders.get(folder)).containsKey(uid)) return;
            if (random.nextBoolean()) host.setRead(folders.get(folder), uid, random.nextBoolean());
            else host.setFlagged(folders.get(folder), uid, random.nextBoolean());
        }

        private void take(long folder, Outcome outcome) {
            switch (outcome) {
                case Outcome.Synced synced -> {
                    if (synced.syncKey().equals("0")) throw new AssertionError(story + ": key 0");
                    keys.put(folder, synced.syncKey());
                    for (ServerChange change : synced.changes()) take(folder, change);
                    for (Answer answer : synced.answers()) take(answer);
                }
                case Outcome.InvalidKey() -> {
                    throw new AssertionError(story + ": the key was refused");
                }
                case Outcome.NoSuchFolder() -> throw new AssertionError(story + ": no folder");
                case Outcome.Failed(var why) -> throw new AssertionError(story + ": failed twice", why);
            }
        }

        private void take(Answer answer) {
            assertTrue(
                    answer.result() == Answer.Result.DONE
                            || answer.result() == Answer.Result.NOT_FOUND
                            || answer.result() == Answer.Result.REFUSED,
                    () -> story + ": " + answer);
        }

        private void take(long folder, ServerChange change) {
            var copy = copy(folder);
            switch (change) {
                case ServerChange.Add(var id, Item item) ->
                    assertEquals(null, copy.put(id.toString(), item), () -> story + ": " + name + " added twice " + id);
                case ServerChange.Change(var id, Item item) ->
                    assertTrue(
                            copy.computeIfPresent(id.toString(), (i, old) -> old.changedBy(item)) != null,
                            () -> story + ": " + name + " change of unknown " + id);
                case ServerChange.Delete(var id) ->
                    assertTrue(
                            copy.remove(id.toString()) != null,
                            () -> story + ": " + name + " deletion of unknown " + id);
                case ServerChange.SoftDelete(var id) ->
                    assertTrue(
                            copy.remove(id.toString()) != null, () -> story + ": " + name + " ageing of unknown " + id);
            }
        }

        void settle(long folder) {
            for (int i = 0; i < 2_000; i++) {
                String key = keys.getOrDefault(folder, "0");
                CollectionRequest request = request(folder, key, true, 5, List.of());
                var outcome = engine.sync(session(), request, new Budget(512, 1 << 20, Duration.ofMinutes(1)));
                tell(name + " settles", folder, key, filter(folder), told(outcome));
                take(folder, outcome);
                if (!key.equals("0") && outcome instanceof Outcome.Synced synced && !synced.more()) return;
            }
            throw new AssertionError(story + ": Sync does not end");
        }

        void compare() {
            for (var folder : folders.entrySet()) {
                long cutoff = Filter.cutoff(filter(folder.getKey()), now)
                        .orElseThrow()
                        .date();
                var expected = new ArrayList<String>();
                var there = host.folders.get(folder.getValue()).values();
                boolean whole = conversation(folder.getKey()).orElse(false);
                Set<String> live = there.stream()
                        .filter(entry -> whole && entry.date() >= cutoff)
                        .map(NumberHost::conversation)
                        .collect(Collectors.toSet());
                there.stream()
                        .filter(entry -> entry.date() >= cutoff || live.contains(NumberHost.conversation(entry)))
                        .forEach(entry -> expected.add(entry.stamp() + " " + entry.remote() + " "
                                + host.name(folder.getValue(), entry.key())));
                var found = new ArrayList<String>();
                copy(folder.getKey())
                        .forEach((id, item) -> found.add((item.get(EmailFields.Flag)
                                                .filter(FollowUp::isFlagged)
                                                .isPresent()
                                        ? "F"
                                        : "")
                                + (item.get(EmailFields.Read).orElse(false) ? "S" : "") + " " + remote(id) + " "
                                + item.get(EmailFields.Subject).orElse("")));
                copy(folder.getKey()).keySet().forEach(id -> tell(name + " ends with", id, remote(id)));
                expected.sort(null);
                found.sort(null);
                assertEquals(expected, found, () -> story + ": " + name + " in " + folder.getValue());
            }
        }

        private String remote(String id) {
            return engine.items()
                    .find(session(), ServerId.parse(id).orElseThrow())
                    .map(place -> place.entry().remote())
                    .orElse("gone");
        }
    }
}
