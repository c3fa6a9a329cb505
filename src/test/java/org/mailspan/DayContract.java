package org.mailspan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.protocol.FolderType;
import org.mailspan.protocol.Version;
import org.mailspan.support.ImapWitness;
import org.mailspan.support.MailHost;
import org.mailspan.support.Phone;
import org.mailspan.support.TestBridge;
import org.mailspan.wbxml.AirSync;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Email;

/**
 * Days in the life of two phones and another mail client, over HTTP and a real mail host. In the end each phone holds what
 * the host holds: read by read, flag by flag.
 */
abstract class DayContract {
    private static final List<String> FOLDERS = List.of("INBOX", "Projects");

    @TempDir
    Path data;

    private MailHost host;
    private String user;
    private ImapWitness witness;
    private TestBridge bridge;
    private int mails;

    abstract MailHost host();

    private void begin() {
        host = host();
        user = host.newUser();
        witness = host.witness(user);
        witness.create("Projects");
        mails = 0;
    }

    private Phone phone(String device) {
        Phone phone = new Phone(bridge.transport(user, host.password(), device, Version.V16_1));
        assertEquals(1, phone.folderSync());
        return phone;
    }

    private static String id(Phone phone, String folder) {
        return (folder.equals("INBOX") ? phone.folder(FolderType.Inbox) : phone.folder(folder)).id();
    }

    private void arrive(String folder) {
        String text = "From: Bob <bob@example.org>\r\nTo: anna@example.org\r\nSubject: mail " + ++mails
                + "\r\nMessage-ID: <" + mails + "@day.example>\r\n\r\nNumber " + mails + "\r\n";
        witness.append(
                folder,
                text.getBytes(StandardCharsets.US_ASCII),
                Set.of(),
                Instant.now().minusSeconds(mails));
    }

    /** Subject to flags, as the host has it; what is only marked as deleted is gone for phones. */
    private Map<String, String> atHost(String folder) {
        var found = new TreeMap<String, String>();
        for (long uid : witness.uids(folder)) {
            Set<String> flags = witness.flags(folder, uid);
            if (flags.contains("\\Deleted")) continue;
            String raw = new String(witness.fetch(folder, uid), StandardCharsets.US_ASCII);
            String subject = raw.lines()
                    .filter(l -> l.startsWith("Subject: "))
                    .findFirst()
                    .orElseThrow()
                    .substring(9);
            found.merge(
                    subject,
                    (flags.contains("\\Seen") ? "R" : "-") + (flags.contains("\\Flagged") ? "F" : "-"),
                    (a, b) -> "twice");
        }
        return found;
    }

    private static Map<String, String> atPhone(Phone phone, String folder) {
        var found = new TreeMap<String, String>();
        for (Element data : phone.collection(id(phone, folder)).items().values()) {
            boolean read = data.flag(Email.Read).orElse(false);
            boolean flagged = data.text(Email.Flag, Email.Status).orElse("0").equals("2");
            found.merge(
                    data.text(Email.Subject).orElse(""), (read ? "R" : "-") + (flagged ? "F" : "-"), (a, b) -> "twice");
        }
        return found;
    }

    private void settle(Phone phone, String story) {
        for (String folder : FOLDERS) {
            phone.syncAll(id(phone, folder));
            assertEquals(atHost(folder), atPhone(phone, folder), story + ", " + folder);
        }
        assertEquals(List.of(), phone.complaints(), story);
    }

    /** Every Sync of the day is asked twice, and the first answer is thrown away. */
    @Test
    void aDayOnWhichEveryAnswerIsLostOnceEndsTheSame() {
        begin();
        bridge = TestBridge.before(host, data.resolve("data"));
        Phone phone = phone("phone1").window(3);
        for (int i = 0; i < 8; i++) arrive("INBOX");
        String inbox = id(phone, "INBOX");
        String projects = id(phone, "Projects");
        for (int i = 0; i < 6; i++) lostAndAgain(phone, inbox);
        lostAndAgain(phone, projects);
        lostAndAgain(phone, projects);
        for (int round = 0; round < 6; round++) {
            List<String> ids = new ArrayList<>(phone.collection(inbox).items().keySet());
            String read = ids.get(0);
            String doomed = ids.get(1);
            phone.local(inbox, read, data -> with(data, Element.of(Email.Read, 1)));
            phone.localDelete(inbox, doomed);
            phone.deletesAsMoves(round % 2 == 0);
            lostAndAgain(phone, inbox, Phone.change(read, Element.of(Email.Read, 1)), Phone.delete(doomed));
            assertEquals(3, phone.move(read, inbox, projects));
            arrive("INBOX");
            arrive("INBOX");
            witness.store("INBOX", witness.uids("INBOX").getLast(), "+FLAGS", "\\Flagged");
            lostAndAgain(phone, inbox);
            lostAndAgain(phone, projects);
        }
        settle(phone, "after the day");
        bridge.close();
        witness.close();
    }

    private static Element with(Element data, Element field) {
        return Element.of(
                AirSync.ApplicationData, data.elements().filter(e -> !e.tag().equals(field.tag())), field);
    }

    private static void lostAndAgain(Phone phone, String id, Element... commands) {
        phone.syncAndLose(id, commands);
        assertEquals(1, phone.sync(id, commands));
    }

    @Test
    void anyMixOfChangesLossesAndRestartsEndsWithPhonesEqualToTheMailbox() {
        long seed = Long.getLong("mailspan.seed", 4711);
        for (int round = 0; round < 3; round++) {
            begin();
            bridge = TestBridge.before(host, data.resolve("data" + round));
            mix(new Random(seed + round), host.name() + ", seed " + (seed + round));
            bridge.close();
            witness.close();
        }
    }

    private void mix(Random random, String story) {
        List<Phone> phones = List.of(phone("one"), phone("two"));
        for (int step = 0; step < 80; step++) {
            String folder = FOLDERS.get(random.nextInt(2));
            Phone phone = phones.get(random.nextInt(2)).window(1 + random.nextInt(6));
            switch (random.nextInt(10)) {
                case 0, 1, 2 -> arrive(folder);
                case 3 -> elsewhere(random, folder);
                case 4 -> {
                    if (random.nextInt(4) == 0) {
                        bridge.restart();
                        phones.forEach(p -> p.travel(bridge.transport(
                                user, host.password(), p == phones.getFirst() ? "one" : "two", Version.V16_1)));
                    }
                }
                case 5 -> move(random, phone, folder);
                default -> sync(random, phone, folder);
            }
        }
        for (Phone phone : phones) settle(phone, story);
    }

    private void elsewhere(Random random, String folder) {
        List<Long> uids = witness.uids(folder);
        if (uids.isEmpty()) return;
        long uid = uids.get(random.nextInt(uids.size()));
        switch (random.nextInt(5)) {
            case 0 -> witness.store(folder, uid, random.nextBoolean() ? "+FLAGS" : "-FLAGS", "\\Seen");
            case 1 -> witness.store(folder, uid, random.nextBoolean() ? "+FLAGS" : "-FLAGS", "\\Flagged");
            case 2 -> witness.store(folder, uid, random.nextBoolean() ? "+FLAGS" : "-FLAGS", "\\Deleted");
            case 3 -> witness.expunge(folder, uid);
            default -> witness.move(folder, uid, folder.equals("INBOX") ? "Projects" : "INBOX");
        }
    }

    private static void move(Random random, Phone phone, String folder) {
        String from = id(phone, folder);
        String to = id(phone, folder.equals("INBOX") ? "Projects" : "INBOX");
        var items = List.copyOf(phone.collection(from).items().keySet());
        if (items.isEmpty()) return;
        phone.move(items.get(random.nextInt(items.size())), from, to);
    }

    private static void sync(Random random, Phone phone, String folder) {
        String id = id(phone, folder);
        boolean begun = !phone.collection(id).key().equals("0");
        var commands = new ArrayList<Element>();
        if (begun && random.nextInt(2) == 0)
            for (String item : List.copyOf(phone.collection(id).items().keySet())) {
                if (random.nextInt(4) != 0) continue;
                Element read = Element.of(Email.Read, random.nextInt(2));
                if (random.nextInt(3) == 0) {
                    phone.localDelete(id, item);
                    commands.add(Phone.delete(item));
                } else {
                    phone.local(id, item, data -> with(data, read));
                    commands.add(Phone.change(item, read));
                }
            }
        phone.deletesAsMoves(random.nextBoolean());
        Element[] all = commands.toArray(Element[]::new);
        if (random.nextInt(3) == 0) phone.syncAndLose(id, all);
        assertEquals(1, phone.sync(id, all));
    }
}
