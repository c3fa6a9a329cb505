package org.mailspan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailspan.support.Exposed.idsBySubject;
import static org.mailspan.support.Exposed.inbox;
import static org.mailspan.support.Exposed.mail;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.protocol.FolderType;
import org.mailspan.support.DovecotHost;
import org.mailspan.support.Eventually;
import org.mailspan.support.Exposed;
import org.mailspan.support.Phone;
import org.mailspan.support.Phone.Answer;
import org.mailspan.support.Requests;
import org.mailspan.support.Weather.Act;
import org.mailspan.support.Weather.Once;
import org.mailspan.support.WeatherProxy;
import org.mailspan.wbxml.AirSyncBase;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Email;
import org.mailspan.wbxml.FolderHierarchy;
import org.mailspan.wbxml.Ping;

/**
 * The connection to the host is cut in each phase of each operation: before each line that either side says, and in the
 * middle of it. The phone repeats what was not answered, and in the end it was done, once.
 */
class CutTest {
    /** @param afresh whether the connections of before are gone already: then the login is cut too */
    private record Cutting(Act act, boolean afresh) {}

    private static final Cutting AFRESH = new Cutting(new Act.Cut(), true);

    private static final List<Cutting> CUTTINGS = List.of(new Cutting(new Act.CutInside(), false), AFRESH);

    @TempDir
    Path data;

    private Exposed exposed;
    private Phone phone;
    private String inbox;

    @BeforeEach
    void start() {
        exposed = Exposed.before(DovecotHost.shared(), data.resolve("data"));
        exposed.witness().create("Projects");
        for (int i = 0; i < 3; i++) exposed.witness().append("INBOX", mail("kept" + i));
        phone = exposed.begun("phone1");
        inbox = inbox(phone);
        exposed.syncAll(phone, inbox);
    }

    @AfterEach
    void stop() {
        exposed.close();
    }

    /** One operation under one cut. */
    private interface Operation {
        void run(String name, Runnable weather);
    }

    private void cutInEachPhase(WeatherProxy line, int fewest, Operation operation) {
        for (Cutting cutting : CUTTINGS) cutInEachPhase(line, cutting, 1, fewest, operation);
    }

    /** @param stride 1 for each line, 2 for every other one */
    private static void cutInEachPhase(
            WeatherProxy line, Cutting cutting, int stride, int fewest, Operation operation) {
        int step = 0;
        for (boolean fired = true; fired; step += stride) {
            Once once = Once.atStep(step, cutting.act);
            try {
                operation.run((cutting.afresh ? "a" : "m") + step, () -> {
                    if (cutting.afresh) line.cut();
                    line.weather(once);
                });
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(cutting + " at step " + step + ": " + once.where(), e);
            }
            line.clear();
            fired = once.fired();
        }
        assertTrue(step >= fewest, "cut in " + step + " places only");
    }

    @Test
    void aFirstSyncBringsEachMessageOnce() {
        cutInEachPhase(exposed.imap(), 10, (name, weather) -> {
            Phone fresh = exposed.unlike("first" + name);
            exposed.sync(fresh, inbox);
            weather.run();
            exposed.syncAll(fresh, inbox);
            exposed.imap().clear();
            exposed.assertSame(fresh, inbox, "INBOX", name);
        });
    }

    @Test
    void anArrivalIsTold() {
        cutInEachPhase(exposed.imap(), 10, (name, weather) -> {
            exposed.witness().append("INBOX", mail(name));
            weather.run();
            exposed.syncAll(phone, inbox);
            exposed.imap().clear();
            exposed.assertSame(phone, inbox, "INBOX", name);
        });
    }

    private void deletesANewOne(String name, Runnable weather) {
        exposed.witness().append("INBOX", mail(name));
        exposed.syncAll(phone, inbox);
        String id = idsBySubject(phone, inbox).get(name);
        phone.localDelete(inbox, id);
        weather.run();
        exposed.sync(phone, inbox, Phone.delete(id));
        exposed.imap().clear();
        exposed.assertSame(phone, inbox, "INBOX", name);
    }

    @Test
    void aDeleteTakesThatMessageAndNoOther() {
        long foreign = exposed.witness().append("INBOX", mail("foreign"));
        exposed.witness().store("INBOX", foreign, "+FLAGS", "\\Deleted");
        phone.deletesAsMoves(false);
        cutInEachPhase(exposed.imap(), 5, (name, weather) -> {
            deletesANewOne(name, weather);
            assertEquals(4, exposed.witness().uids("INBOX").size());
            assertEquals(Set.of("\\Deleted"), exposed.witness().flags("INBOX", foreign));
        });
        assertEquals(List.of(), exposed.there("Trash"));
    }

    @Test
    void aDeleteAsMoveEndsInDeletedItemsOnce() {
        String trash = phone.folder(FolderType.DeletedItems).id();
        exposed.syncAll(phone, trash);
        cutInEachPhase(exposed.imap(), 5, (name, weather) -> {
            deletesANewOne(name, weather);
            assertEquals(3, exposed.witness().uids("INBOX").size());
            assertEquals(1, exposed.there("Trash").stream().filter(name::equals).count());
            exposed.assertSame(phone, trash, "Trash", name);
        });
    }

    @Test
    void aFlagIsSet() {
        String id = idsBySubject(phone, inbox).get("kept1");
        cutInEachPhase(exposed.imap(), 5, (name, weather) -> {
            boolean read = exposed.there("INBOX").contains("kept1");
            weather.run();
            exposed.sync(phone, inbox, Phone.change(id, Element.of(Email.Read, read ? 1 : 0)));
            exposed.imap().clear();
            assertEquals(List.of("kept0", read ? "kept1 read" : "kept1", "kept2"), exposed.there("INBOX"));
            exposed.syncAll(phone, inbox);
        });
    }

    @Test
    void aMoveIsDoneOnce() {
        String projects = phone.folder("Projects").id();
        exposed.syncAll(phone, projects);
        cutInEachPhase(exposed.imap(), 5, (name, weather) -> {
            exposed.witness().append("INBOX", mail(name));
            exposed.syncAll(phone, inbox);
            weather.run();
            exposed.move(phone, idsBySubject(phone, inbox).get(name), inbox, projects);
            exposed.imap().clear();
            exposed.assertSame(phone, inbox, "INBOX", name);
            exposed.assertSame(phone, projects, "Projects", name);
            assertEquals(3, exposed.witness().uids("INBOX").size());
            assertEquals(
                    1, exposed.there("Projects").stream().filter(name::equals).count());
        });
    }

    @Test
    void aMailIsSentOnceWhileTheMailboxIsCutOff() {
        String to = DovecotHost.shared().newUser();
        cutInEachPhase(exposed.imap(), 5, (name, weather) -> {
            weather.run();
            send(to, name);
            exposed.imap().clear();
            assertEquals(1, received(to, name));
            assertEquals(
                    1,
                    exposed.there("Sent").stream()
                            .filter((name + " read")::equals)
                            .count());
        });
    }

    @Test
    void aMailIsSentOnceWhileTheSubmissionServerIsCutOff() {
        String to = DovecotHost.shared().newUser();
        cutInEachPhase(exposed.smtp(), 10, (name, weather) -> {
            weather.run();
            send(to, name);
            exposed.smtp().clear();
            long times = received(to, name);
            // between the last octet and the 250 nobody knows: twice is better than never (MailOut)
            assertTrue(times == 1 || times == 2, times + " times");
            assertEquals(
                    1,
                    exposed.there("Sent").stream()
                            .filter((name + " read")::equals)
                            .count());
        });
    }

    private void send(String to, String name) {
        String mime = "From: " + exposed.user() + "\r\nTo: " + to + "\r\nSubject: " + name + "\r\nMessage-ID: <" + name
                + "@example.org>\r\nMIME-Version: 1.0\r\n\r\nHello\r\n";
        Element request = Requests.sendMail(name, mime);
        for (int tries = 0; tries < 5; tries++) {
            Answer answer = exposed.insist(() -> phone.post("SendMail", request));
            if (answer.document().isEmpty()) return;
        }
        throw new AssertionError("not sent");
    }

    private static long received(String to, String name) {
        return DovecotHost.shared().received(to).stream()
                .filter(mail -> new String(mail, StandardCharsets.ISO_8859_1).contains("Subject: " + name + "\r\n"))
                .count();
    }

    @Test
    void aFetchBringsTheWholeMessage() {
        String id = idsBySubject(phone, inbox).get("kept1");
        var size = new AtomicInteger(10_000);
        cutInEachPhase(exposed.imap(), 5, (name, weather) -> {
            weather.run();
            for (int tries = 0; ; tries++) {
                // never as before, or it would come from memory
                Element request = fetch(id, size.incrementAndGet());
                Element answer = exposed.insist(() -> phone.post("ItemOperations", request))
                        .document()
                        .orElseThrow();
                if (answer.toString().contains("kept1")) break;
                assertTrue(tries < 5, () -> "not fetched: " + answer);
            }
        });
    }

    private Element fetch(String id, int truncationSize) {
        return Requests.item(
                inbox,
                id,
                Element.of(
                        AirSyncBase.BodyPreference,
                        Element.of(AirSyncBase.Type, 1),
                        Element.of(AirSyncBase.TruncationSize, truncationSize)));
    }

    @Test
    void aFolderIsTold() {
        cutInEachPhase(exposed.imap(), 3, (name, weather) -> {
            exposed.witness().create(name);
            weather.run();
            folderSync();
            exposed.imap().clear();
            assertEquals(name, phone.folder(name).name());
            exposed.witness().remove(name);
            folderSync();
            assertTrue(phone.folders().values().stream().noneMatch(f -> f.name().equals(name)));
        });
    }

    /** Phone.folderSync cannot be refused; so ask until the host is there, and then it. */
    private void folderSync() {
        exposed.insist(() -> {
            Answer answer = phone.post(
                    "FolderSync", Element.of(FolderHierarchy.FolderSync, Element.of(FolderHierarchy.SyncKey, "0")));
            return answer;
        });
        assertEquals(1, phone.folderSync());
    }

    @Test
    void aPingHearsOfAnArrival() {
        // Dovecot tells half a second late, each time
        cutInEachPhase(exposed.imap(), AFRESH, 2, 15, (name, weather) -> {
            weather.run();
            var held = exposed.transport("phone1").postLater("Ping", Optional.of(ping()));
            // the weather is in the middle of a held Ping as well as at its start
            Eventually.that("a watch or a refusal", () -> held.isDone() || exposed.isWatched());
            DovecotHost.shared().deliver(exposed.user(), mail(name));
            Answer answer = held.join();
            if (answer.status() != 200) answer = exposed.insist(() -> phone.post("Ping", ping()));
            assertEquals(Optional.of("2"), answer.document().orElseThrow().text(Ping.Status), answer.toString());
            exposed.imap().clear();
            exposed.assertSame(phone, inbox, "INBOX", name);
        });
    }

    private Element ping() {
        return Element.of(
                Ping.Ping,
                Element.of(Ping.HeartbeatInterval, 30),
                Element.of(
                        Ping.Folders,
                        Element.of(Ping.Folder, Element.of(Ping.Id, inbox), Element.of(Ping.Class, "Email"))));
    }
}
