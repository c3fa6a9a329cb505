package org.mailspan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailspan.support.Exposed.mail;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mailspan.protocol.FolderType;
import org.mailspan.support.DovecotHost;
import org.mailspan.support.Exposed;
import org.mailspan.support.ImapWitness;
import org.mailspan.support.Phone;
import org.mailspan.support.Phone.Answer;
import org.mailspan.support.Requests;
import org.mailspan.support.Weather;
import org.mailspan.support.Weather.Act;
import org.mailspan.support.Weather.From;
import org.mailspan.support.Weather.Once;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Email;
import org.mailspan.wbxml.FolderHierarchy;

/**
 * Two phones and another client work on one mailbox, in whatever order, in all weathers. When it clears, each phone
 * shows what is at the host; and what is there is what somebody asked for: no message went that nobody deleted, none came
 * twice, each mail went out once.
 */
class StormTest {
    private static final List<String> FOLDERS = List.of("INBOX", "Projects", "Trash");
    private static final List<String> REFUSALS = List.of(
            "NO [INUSE] busy", "NO [UNAVAILABLE] later", "NO [LIMIT] Rate limit hit", "NO something", "BAD what");
    private static final List<String> REFUSED =
            List.of("SELECT", "STATUS", "NOOP", "LIST", "UID STORE", "UID MOVE", "UID EXPUNGE", "UID SEARCH");

    @TempDir
    Path data;

    private final List<String> log = new ArrayList<>();
    private Random random;
    private Exposed exposed;
    private ImapWitness other;
    private final Map<String, String> folders = new TreeMap<>();
    private final List<Phone> phones = new ArrayList<>();
    /** What may be at the host, and what must be: subjects of messages that nobody deleted for good. */
    private final Set<String> alive = new TreeSet<>();

    private final Set<String> doomed = new TreeSet<>();
    private final Set<String> sent = new TreeSet<>();
    /** Those that were answered the first time. */
    private final Set<String> sentAtOnce = new TreeSet<>();

    private String correspondent;
    private int count;

    /** Hosts of each class: what is found out, moved and expunged by other means goes wrong in other ways. */
    enum Kind {
        FULL,
        CONDSTORE,
        PLAIN,
        BARE;

        private DovecotHost.Settings settings() {
            return switch (this) {
                case FULL -> DovecotHost.Settings.FULL;
                case CONDSTORE -> DovecotHost.Settings.CONDSTORE;
                case PLAIN -> DovecotHost.Settings.PLAIN;
                case BARE -> DovecotHost.Settings.BARE;
            };
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void anyOrderInAnyWeatherEndsWithPhoneEqualToMailbox(Kind kind) {
        run(kind.settings(), Long.getLong("mailspan.seed", 20261121L), Integer.getInteger("mailspan.steps", 700));
    }

    private void run(DovecotHost.Settings settings, long seed, int steps) {
        random = new Random(seed);
        correspondent = DovecotHost.shared(settings).newUser();
        try (var made = Exposed.before(DovecotHost.shared(settings), data.resolve("data"))) {
            exposed = made;
            other = exposed.witness();
            other.create("Projects");
            for (int i = 0; i < 2; i++) {
                Phone phone = exposed.begun("phone" + i).window(7);
                phones.add(phone);
                folders.put("INBOX", Exposed.inbox(phone));
                folders.put("Projects", phone.folder("Projects").id());
                folders.put("Trash", phone.folder(FolderType.DeletedItems).id());
                for (String folder : folders.values()) exposed.syncAll(phone, folder);
            }
            for (int step = 0; step < steps; step++) step();
            settle(settings);
        } catch (Throwable e) {
            log.forEach(System.err::println);
            throw new AssertionError(settings + ", seed " + seed + ", after " + log.size() + " lines", e);
        }
    }

    private void tell(String line) {
        log.add(line);
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private void step() {
        switch (random.nextInt(12)) {
            case 0, 1 -> arrival();
            case 2 -> elsewhere();
            case 3, 4 -> change();
            case 5 -> clear();
            default -> act(pick(phones));
        }
    }

    private void arrival() {
        String subject = "m" + count++;
        String folder = pick(List.of("INBOX", "Projects"));
        tell(subject + " arrives in " + folder);
        other.append(folder, mail(subject));
        alive.add(subject);
    }

    /** Another client flags, moves, deletes. */
    private void elsewhere() {
        String folder = pick(FOLDERS);
        var uids = other.uids(folder);
        if (uids.isEmpty()) return;
        long uid = pick(uids);
        switch (random.nextInt(5)) {
            case 0 -> {
                doomed.add(subject(folder, uid));
                tell("another deletes " + subject(folder, uid));
                other.expunge(folder, uid);
            }
            case 1 -> {
                String to = pick(FOLDERS);
                if (to.equals(folder)) return;
                tell("another moves " + subject(folder, uid) + " to " + to);
                other.move(folder, uid, to);
            }
            default ->
                other.store(
                        folder, uid, random.nextBoolean() ? "+FLAGS" : "-FLAGS", pick(List.of("\\Seen", "\\Flagged")));
        }
    }

    private String subject(String folder, long uid) {
        var text = new String(other.fetch(folder, uid), StandardCharsets.ISO_8859_1);
        int from = text.indexOf("Subject: ") + 9;
        return text.substring(from, text.indexOf("\r\n", from));
    }

    /** The weather changes. */
    private void change() {
        var imap = exposed.imap();
        int steps = random.nextInt(30);
        Weather now = switch (random.nextInt(12)) {
            case 0, 1, 2 -> Once.atStep(steps, new Act.Cut());
            case 3, 4 -> Once.atStep(steps, new Act.CutInside());
            case 5 -> Once.atStep(steps, new Act.CutAfter());
            case 6 -> Once.atStep(steps, new Act.Bye("* BYE so long"));
            case 7 -> Weather.refuses(pick(REFUSED), pick(REFUSALS));
            case 8 -> {
                // a refusal that does not say "not now" would be about the message
                var answer = new Act.Answer(pick(REFUSALS.subList(0, 3)));
                yield Weather.whenever(s -> s.isCommand() && s.command().endsWith("FETCH"), answer);
            }
            case 9 -> {
                imap.cut();
                yield Weather.whenever(s -> s.from() == From.CALLER, new Act.Cut());
            }
            case 10 ->
                Weather.whenever(s -> s.from() == From.HOST && s.isOutcome(), new Act.Late(Duration.ofMillis(5)));
            default -> {
                imap.cut();
                yield Weather.FINE;
            }
        };
        tell("weather: " + now);
        imap.weather(now);
        if (random.nextInt(4) == 0) exposed.smtp().weather(Once.atStep(random.nextInt(20), new Act.Cut()));
    }

    private void clear() {
        exposed.imap().clear();
        exposed.smtp().clear();
    }

    private void act(Phone phone) {
        String folder = pick(FOLDERS);
        String id = folders.get(folder);
        switch (random.nextInt(10)) {
            case 0 -> move(phone, folder, pick(FOLDERS));
            case 1 -> send(phone);
            case 2 ->
                tell(phones.indexOf(phone) + " lists: "
                        + phone.post("FolderSync", folderSync()).status());
            case 3, 4, 5 -> sync(phone, id, commands(phone, folder));
            default -> sync(phone, id);
        }
    }

    private static Element folderSync() {
        return Element.of(FolderHierarchy.FolderSync, Element.of(FolderHierarchy.SyncKey, "0"));
    }

    /** As phones do: what was not answered is asked again, until it is, in good weather at last. */
    private void sync(Phone phone, String collection, Element... commands) {
        Element request = phone.request(collection, commands);
        for (int tries = 0; ; tries++) {
            if (tries == 3) clear();
            Answer answer = phone.post("Sync", request);
            boolean lost = tries < 2 && random.nextInt(8) == 0;
            int status = answer.status() != 200 ? answer.status() : lost ? 0 : phone.apply(collection, answer);
            tell(phones.indexOf(phone) + " syncs " + collection + " "
                    + phone.collection(collection).key() + ": " + status);
            if (status == 1) return;
            if (status == 3 || tries > 8) throw new AssertionError("Sync " + status);
        }
    }

    private Element[] commands(Phone phone, String folder) {
        var commands = new ArrayList<Element>();
        String collection = folders.get(folder);
        boolean forGood = random.nextBoolean();
        phone.deletesAsMoves(!forGood);
        for (String id : List.copyOf(phone.collection(collection).items().keySet())) {
            Element item = phone.collection(collection).items().get(id);
            String subject = item.text(Email.Subject).orElse("?");
            switch (random.nextInt(10)) {
                case 0 -> {
                    if (forGood || folder.equals("Trash")) doomed.add(subject);
                    phone.localDelete(collection, id);
                    commands.add(Phone.delete(id));
                    tell(phones.indexOf(phone) + " deletes " + subject + (forGood ? " for good" : ""));
                }
                case 1, 2 -> {
                    commands.add(Exposed.read(phone, collection, id));
                    tell(phones.indexOf(phone) + " reads " + subject);
                }
                default -> {}
            }
        }
        return commands.toArray(Element[]::new);
    }

    private void move(Phone phone, String folder, String target) {
        String from = folders.get(folder);
        String to = folders.get(target);
        var ids = List.copyOf(phone.collection(from).items().keySet());
        if (ids.isEmpty() || from.equals(to)) return;
        String id = pick(ids);
        for (int tries = 0; ; tries++) {
            if (tries == 3) clear();
            Answer answer = phone.post("MoveItems", Phone.moving(id, from, to));
            int status = answer.status() != 200 ? answer.status() : phone.applyMove(id, from, to, answer);
            tell(phones.indexOf(phone) + " moves " + id + " to " + to + ": " + status);
            if (status == 3 || status == 1) return;
            if (tries > 8) throw new AssertionError("MoveItems " + status);
        }
    }

    private void send(Phone phone) {
        String name = "s" + count++;
        String mime = "From: " + exposed.user() + "\r\nTo: " + correspondent + "\r\nSubject: " + name
                + "\r\nMessage-ID: <" + name + "@example.org>\r\n\r\nHello\r\n";
        Element request = Requests.sendMail(name, mime);
        for (int tries = 0; ; tries++) {
            if (tries == 3) clear();
            Answer answer = phone.post("SendMail", request);
            tell(phones.indexOf(phone) + " sends " + name + ": " + answer);
            if (answer.equals(new Answer(200, Optional.empty()))) {
                sent.add(name);
                if (tries == 0) sentAtOnce.add(name);
                return;
            }
            if (tries > 8) throw new AssertionError("SendMail " + answer);
        }
    }

    private void settle(DovecotHost.Settings settings) {
        clear();
        for (Phone phone : phones)
            for (var folder : folders.entrySet())
                exposed.assertSame(phone, folder.getValue(), folder.getKey(), folder.getKey());
        var there = new ArrayList<String>();
        for (String folder : FOLDERS) for (String subject : exposed.there(folder)) there.add(subject.split(" ")[0]);
        var lost = new TreeSet<>(alive);
        lost.removeAll(there);
        lost.removeAll(doomed);
        assertEquals(Set.of(), lost, "went, and nobody asked for it");
        assertEquals(there.size(), new TreeSet<>(there).size(), () -> "came twice: " + there);
        var received = DovecotHost.shared(settings).received(correspondent).stream()
                .map(mail -> new String(mail, StandardCharsets.ISO_8859_1))
                .toList();
        for (String name : sent) {
            long times = received.stream()
                    .filter(mail -> mail.contains("Subject: " + name + "\r\n"))
                    .count();
            assertTrue(times == 1 || times > 1 && !sentAtOnce.contains(name), name + " went out " + times + " times");
        }
    }
}
