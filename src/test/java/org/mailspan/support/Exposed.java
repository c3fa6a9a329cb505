package org.mailspan.support;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.mailspan.backend.imap.ImapConnector;
import org.mailspan.backend.imap.ImapSettings;
import org.mailspan.backend.imap.Pace;
import org.mailspan.backend.imap.Security;
import org.mailspan.backend.imap.SmtpSettings;
import org.mailspan.backend.imap.Timeouts;
import org.mailspan.event.Event;
import org.mailspan.event.Events;
import org.mailspan.protocol.FolderType;
import org.mailspan.protocol.Version;
import org.mailspan.support.Phone.Answer;
import org.mailspan.wbxml.AirSync;
import org.mailspan.wbxml.AirSyncBase;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Email;

/** A bridge between a phone and a mail host that is exposed to weather, and a witness who is not. */
public final class Exposed implements AutoCloseable {
    /** So long that a busy machine is not taken for bad weather. */
    public static final Timeouts PATIENT =
            new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofSeconds(10));

    /** For weather of which nobody hears. */
    public static final Timeouts SHORT =
            new Timeouts(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(2));

    public static final Pace PACE = new Pace(
            Duration.ofSeconds(10),
            Duration.ofMinutes(4),
            Duration.ofMinutes(9),
            Duration.ofSeconds(10),
            Duration.ofMillis(500),
            Duration.ofMillis(20),
            Duration.ofMillis(200));

    /** A phone tries again for so long; the weather of the tests never lasts for so many tries. */
    private static final int TRIES = 12;

    private static final Pattern SUBJECT = Pattern.compile("(?m)^Subject: (.*?)\\r?$");

    private final MailHost host;
    private final WeatherProxy imap;
    private final WeatherProxy smtp;
    private final String user;
    private ImapWitness witness;
    private final TestBridge bridge;
    private final List<Phone> phones = new ArrayList<>();
    /** What phones were answered that is not what they asked for. */
    private final List<String> refusals = new ArrayList<>();

    private boolean stubs;

    private Exposed(
            MailHost host,
            WeatherProxy imap,
            UnaryOperator<ImapSettings> imapSettings,
            UnaryOperator<SmtpSettings> smtpSettings,
            Path data) {
        this.host = host;
        this.imap = imap;
        smtp = new WeatherProxy(host.smtpPort(), WeatherProxy.Dialect.SMTP);
        user = host.newUser();
        witness = host.witness(user);
        var events = new Events();
        var toImap = imapSettings.apply(ImapSettings.of(host.host(), imap.port(), Security.NONE)
                .withTimeouts(PATIENT)
                .withPace(PACE));
        var toSmtp = smtpSettings.apply(
                SmtpSettings.of(host.host(), smtp.port(), Security.NONE).withTimeouts(PATIENT));
        bridge = new TestBridge(new ImapConnector(toImap, toSmtp, "", events), events, data);
    }

    public static Exposed before(MailHost host, Path data) {
        return before(host, settings -> settings, settings -> settings, data);
    }

    /** @param imap what is to be different */
    public static Exposed before(MailHost host, UnaryOperator<ImapSettings> imap, Path data) {
        return before(host, imap, settings -> settings, data);
    }

    public static Exposed before(
            MailHost host, UnaryOperator<ImapSettings> imap, UnaryOperator<SmtpSettings> smtp, Path data) {
        return new Exposed(host, new WeatherProxy(host.imapPort(), WeatherProxy.Dialect.IMAP), imap, smtp, data);
    }

    /** With TLS from the beginning, so that the weather sees octets only. */
    public static Exposed overTls(MailHost host, UnaryOperator<ImapSettings> imap, Path data) {
        return new Exposed(
                host,
                new WeatherProxy(host.imapsPort(), WeatherProxy.Dialect.OPAQUE),
                imap,
                settings -> settings,
                data);
    }

    public WeatherProxy imap() {
        return imap;
    }

    public WeatherProxy smtp() {
        return smtp;
    }

    public String user() {
        return user;
    }

    public ImapWitness witness() {
        return witness;
    }

    /** As another program, which has not seen what the one before saw. */
    public void renewWitness() {
        witness.close();
        witness = host.witness(user);
    }

    public TestBridge bridge() {
        return bridge;
    }

    public HttpTransport transport(String device) {
        return bridge.transport(user, host.password(), device, Version.V16_1);
    }

    public Phone phone(String device) {
        var phone = new Phone(transport(device));
        phones.add(phone);
        return phone;
    }

    /** One that wants bodies as no other does, so that it gets nothing that was read for another. */
    public Phone unlike(String device) {
        return begun(device)
                .bodies(Element.of(
                        AirSyncBase.BodyPreference,
                        Element.of(AirSyncBase.Type, 1),
                        Element.of(AirSyncBase.TruncationSize, 10_000 + phones.size())));
    }

    /** One that knows the folders. */
    public Phone begun(String device) {
        Phone phone = phone(device);
        assertEquals(1, phone.folderSync());
        return phone;
    }

    public static byte[] mail(String subject) {
        return ("From: Bob <bob@example.org>\r\nTo: anna@example.org\r\nSubject: " + subject
                        + "\r\nDate: Sat, 21 Nov 2026 05:47:00 +0000\r\nMessage-ID: <" + subject
                        + "@example.org>\r\n\r\nThis is " + subject + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    public static String inbox(Phone phone) {
        return phone.folder(FolderType.Inbox).id();
    }

    public static Map<String, String> idsBySubject(Phone phone, String collection) {
        var ids = new HashMap<String, String>();
        phone.collection(collection)
                .items()
                .forEach((id, data) -> ids.put(data.text(Email.Subject).orElse(""), id));
        return ids;
    }

    /** What phones were refused so far, and forgets it. */
    public List<String> refusals() {
        var all = List.copyOf(refusals);
        refusals.clear();
        return all;
    }

    /** Asks as a phone does: the same again until it is answered. */
    public Answer insist(Supplier<Answer> request) {
        for (int tries = 0; tries < TRIES; tries++) {
            Answer answer = request.get();
            if (answer.status() == 200) return answer;
            refusals.add("HTTP " + answer.status());
        }
        throw new AssertionError("refused for good: " + refusals);
    }

    /** One Sync, until it succeeds; a phone that is to begin anew is an error. */
    public void sync(Phone phone, String collection, Element... commands) {
        for (int tries = 0; tries < TRIES; tries++) {
            Answer answer = insist(() -> phone.post("Sync", phone.request(collection, commands)));
            int status = phone.apply(collection, answer);
            if (status == 1) return;
            refusals.add("Sync " + status);
            if (status == 3) throw new AssertionError("a key was refused");
        }
        throw new AssertionError("refused for good: " + refusals);
    }

    /** Until the phone has all. */
    public void syncAll(Phone phone, String collection) {
        String key;
        do {
            key = phone.collection(collection).key();
            sync(phone, collection);
        } while (phone.moreAvailable() || key.equals("0"));
    }

    /** Moves an item, until that is done or it turns out to be moved already: the next Syncs tell of that. */
    public void move(Phone phone, String id, String from, String to) {
        for (int tries = 0; tries < TRIES; tries++) {
            Answer answer = insist(() -> phone.post("MoveItems", Phone.moving(id, from, to)));
            int status = phone.applyMove(id, from, to, answer);
            if (status == 3) return;
            refusals.add("MoveItems " + status);
            if (status == 1) return;
        }
        throw new AssertionError("refused for good: " + refusals);
    }

    /** The user reads a message: the phone shows that at once, and asks for it with what this answers. */
    public static Element read(Phone phone, String collection, String id) {
        var read = Element.of(Email.Read, 1);
        phone.local(
                collection,
                id,
                item -> Element.of(
                        AirSync.ApplicationData,
                        item.elements().filter(field -> !field.tag().equals(Email.Read)),
                        read));
        return Phone.change(id, read);
    }

    /** Subject and what can change, of each item that the phone has. */
    public static List<String> shown(Phone phone, String collection) {
        return phone.collection(collection).items().values().stream()
                .map(item -> item.text(Email.Subject).orElse("?")
                        + (item.text(Email.Read).orElse("0").equals("1") ? " read" : "")
                        + (item.text(Email.Flag, Email.Status).orElse("0").equals("2") ? " flagged" : ""))
                .sorted()
                .toList();
    }

    /** The same of the folder at the host. */
    public List<String> there(String folder) {
        var all = new ArrayList<String>();
        for (long uid : witness.uids(folder)) {
            var flags = witness.flags(folder, uid);
            if (flags.contains("\\Deleted")) continue;
            var subject = SUBJECT.matcher(new String(witness.fetch(folder, uid), StandardCharsets.ISO_8859_1));
            all.add((subject.find() ? subject.group(1) : "?")
                    + (flags.contains("\\Seen") ? " read" : "")
                    + (flags.contains("\\Flagged") ? " flagged" : ""));
        }
        all.sort(null);
        return all;
    }

    /** The phone has what the folder holds, and nothing else. */
    public void assertSame(Phone phone, String collection, String folder, String story) {
        syncAll(phone, collection);
        assertEquals(there(folder), shown(phone, collection), story);
    }

    /** Whether the account is watched now. */
    public boolean isWatched() {
        boolean watched = false;
        for (Event event : bridge.seen())
            watched = event instanceof Event.WatchStarted || watched && !(event instanceof Event.WatchLost);
        return watched;
    }

    /** How often something happened. */
    public Map<String, Long> count(Class<? extends Event> kind) {
        var counts = new TreeMap<String, Long>();
        bridge.seen().stream().filter(kind::isInstance).forEach(event -> counts.merge(event.toString(), 1L, Long::sum));
        return counts;
    }

    /** For weather in which a message cannot be read, however often one asks. */
    public void allowStubs() {
        stubs = true;
    }

    @Override
    public void close() {
        bridge.close();
        witness.close();
        imap.close();
        smtp.close();
        for (Phone phone : phones) assertEquals(List.of(), phone.complaints());
        assertEquals(Map.of(), count(Event.Failed.class), "weather is no fault of ours");
        if (!stubs) assertEquals(Map.of(), count(Event.ItemUnconvertible.class), "a stub stays on the phone");
    }
}
