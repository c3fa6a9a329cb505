package org.mailspan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailspan.support.Exposed.idsBySubject;
import static org.mailspan.support.Exposed.inbox;
import static org.mailspan.support.Exposed.mail;
import static org.mailspan.support.Exposed.shown;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.protocol.FolderType;
import org.mailspan.support.DovecotHost;
import org.mailspan.support.Exposed;
import org.mailspan.support.GreenMailHost;
import org.mailspan.support.Phone;
import org.mailspan.support.Phone.Answer;
import org.mailspan.support.Weather;
import org.mailspan.support.Weather.Act;
import org.mailspan.support.Weather.Once;

/** Hosts that change folders in the middle, and that tell wrong numbers. */
class FolderWeatherTest {
    /** MS-ASCMD 2.2.3.177.10. */
    private static final int MOVED = 3;

    private static final DovecotHost.Settings MAILDIR =
            new DovecotHost.Settings("", List.of("mail_location = maildir:~/Maildir"));

    @TempDir
    Path data;

    private ThreeFolders folders;
    private Exposed exposed;
    private Phone phone;
    private String inbox;
    private String projects;

    @BeforeEach
    void start() {
        start(DovecotHost.shared(), "data");
    }

    private void start(DovecotHost host, String name) {
        folders = ThreeFolders.of(host, data.resolve(name));
        exposed = folders.exposed();
        phone = folders.phone();
        inbox = folders.inbox();
        projects = folders.projects();
    }

    @AfterEach
    void stop() {
        exposed.close();
    }

    /** Something that another client does while the bridge is in the middle of a command. */
    private Weather meanwhile(String command, Runnable what) {
        return new Once(step -> step.asks(command), new Act.Pass()) {
            @Override
            public Act at(Step step) {
                boolean before = fired();
                Act act = super.at(step);
                if (!before && fired()) what.run();
                return act;
            }
        };
    }

    @Test
    void aFolderThatIsDeletedMeanwhileGoesFromThePhone() {
        for (String command : List.of("SELECT", "UID FETCH", "UID STORE")) {
            exposed.witness().create("Doomed");
            for (int i = 0; i < 3; i++) exposed.witness().append("Doomed", mail("d" + i));
            assertEquals(1, phone.folderSync());
            String doomed = phone.folder("Doomed").id();
            exposed.syncAll(phone, doomed);
            exposed.witness().append("Doomed", mail("more"));
            exposed.imap().cut();
            exposed.imap().weather(meanwhile(command, () -> exposed.witness().remove("Doomed")));
            String id = idsBySubject(phone, doomed).get("d1");
            int status = folders.sync(doomed, Exposed.read(phone, doomed, id));
            assertTrue(List.of(1, 12, 16, 503).contains(status), command + " " + status);
            exposed.imap().clear();
            assertEquals(1, phone.folderSync());
            assertTrue(phone.folders().values().stream().noneMatch(f -> f.name().equals("Doomed")), command);
            folders.same();
        }
    }

    @Test
    void aFolderThatIsRenamedMeanwhileKeepsItsIdAndItsItems() {
        String name = "Projects";
        for (String command : List.of("SELECT", "UID FETCH", "UID STORE")) {
            String next = "Renamed" + command.replace(" ", "");
            String now = name;
            exposed.witness().append(name, mail("more" + next));
            exposed.imap().cut();
            exposed.imap().weather(meanwhile(command, () -> exposed.witness().rename(now, next)));
            String id = idsBySubject(phone, projects).get("plan");
            int status = folders.sync(projects, Exposed.read(phone, projects, id));
            assertTrue(List.of(1, 12, 16, 503).contains(status), command + " " + status);
            exposed.imap().clear();
            var before = phone.collection(projects).items().keySet();
            assertEquals(1, phone.folderSync());
            assertEquals(projects, phone.folder(next).id(), command);
            exposed.sync(phone, projects, Exposed.read(phone, projects, id));
            exposed.assertSame(phone, projects, next, command);
            assertTrue(phone.collection(projects).items().keySet().containsAll(before), command);
            assertTrue(exposed.there(next).contains("plan read"), command);
            name = next;
        }
    }

    @Test
    void aFolderThatIsMadeAnewMeanwhileHoldsWhatItHoldsNow() {
        // in an mdbox a session that has the old one open writes into the new one, and Dovecot loses messages (2026-11)
        exposed.close();
        start(DovecotHost.shared(MAILDIR), "maildir");
        for (String command : List.of("SELECT", "UID FETCH", "UID STORE")) {
            exposed.witness().append("Projects", mail("before" + command.replace(" ", "")));
            exposed.syncAll(phone, projects);
            exposed.witness().append("Projects", mail("more"));
            String id = phone.collection(projects).items().keySet().iterator().next();
            exposed.imap().cut();
            exposed.imap().weather(meanwhile(command, () -> {
                exposed.witness().remove("Projects");
                exposed.witness().create("Projects");
                exposed.witness().append("Projects", mail("fresh" + command.replace(" ", "")));
            }));
            // a move of what lay there must not take what lies there now under the same UID
            if (command.equals("SELECT")) assertNotEquals(MOVED, phone.move(id, projects, folders.trash()));
            else {
                int status = folders.sync(projects, Exposed.read(phone, projects, id));
                assertTrue(List.of(1, 12, 16, 503).contains(status), command + " " + status);
            }
            exposed.imap().clear();
            assertEquals(1, phone.folderSync());
            exposed.syncAll(phone, projects);
            // a session of Dovecot that remembers the old one cannot open the new one
            exposed.imap().cut();
            exposed.renewWitness();
            folders.same();
            assertEquals(List.of("fresh" + command.replace(" ", "")), exposed.there("Projects"), command);
        }
    }

    /** A host that tells another UIDVALIDITY, for a while, by one command or by all. */
    @Test
    void aWrongUidvalidityHurtsNoMessage() {
        Pattern validity = Pattern.compile("UIDVALIDITY (\\d+)");
        for (String command : List.of("SELECT", "STATUS", "")) {
            exposed.witness().append("INBOX", mail("new" + command));
            exposed.syncAll(phone, inbox);
            exposed.witness().append("INBOX", mail("more" + command));
            String id = idsBySubject(phone, inbox).get("kept1");
            String doomed = idsBySubject(phone, inbox).get("new" + command);
            exposed.imap().cut();
            exposed.imap()
                    .weather(step -> step.command().contains(command)
                            ? Weather.rewritten(line -> validity.matcher(line).replaceAll("UIDVALIDITY 77"))
                                    .at(step)
                            : new Act.Pass());
            var before = exposed.witness().uids("INBOX");
            int status = folders.sync(inbox, Exposed.read(phone, inbox, id));
            folders.sync(inbox);
            if (phone.collection(inbox).items().containsKey(doomed)) {
                phone.localDelete(inbox, doomed);
                folders.sync(inbox, Phone.delete(doomed));
            }
            // it was deleted or not, and nothing else was
            boolean isThere = exposed.there("INBOX").stream().anyMatch(subject -> subject.startsWith("new" + command));
            var gone = new ArrayList<>(before);
            gone.removeAll(exposed.witness().uids("INBOX"));
            assertEquals(isThere ? 0 : 1, gone.size(), command);
            exposed.imap().clear();
            exposed.imap().cut();
            // what was answered by "later" a phone asks again
            if (status == 503) exposed.sync(phone, inbox, Exposed.read(phone, inbox, id));
            folders.same();
        }
        assertTrue(exposed.there("INBOX").stream().anyMatch(subject -> subject.startsWith("kept1")));
    }

    @Test
    void uidsMayJumpToTheEndOfTheirRange() {
        DovecotHost.shared()
                .doveadm("mailbox", "update", "-u", exposed.user(), "--min-next-uid", "4294967000", "INBOX");
        exposed.witness().append("INBOX", mail("far"));
        assertTrue(exposed.witness().uids("INBOX").getLast() >= 4294967000L);
        folders.same();
        String id = idsBySubject(phone, inbox).get("far");
        exposed.sync(phone, inbox, Exposed.read(phone, inbox, id));
        assertTrue(exposed.there("INBOX").contains("far read"));
        exposed.move(phone, id, inbox, projects);
        folders.same();
        assertEquals(List.of("far read", "plan"), exposed.there("Projects"));
    }

    @Test
    void aTrueChangeOfUidvalidityEndsWithTheSameMailbox() {
        DovecotHost.shared()
                .doveadm("mailbox", "update", "-u", exposed.user(), "--uid-validity", "4000000001", "INBOX");
        exposed.witness().append("INBOX", mail("after"));
        folders.same();
        assertEquals(List.of("after", "kept0", "kept1", "kept2"), shown(phone, inbox));
    }

    /** Dovecot lists its Trash whatever one does to it; GreenMail does not. */
    @Test
    void deletedItemsThatAreDeletedAreMadeAgain() {
        var host = GreenMailHost.shared();
        try (var other = Exposed.before(host, data.resolve("other"))) {
            other.witness().append("INBOX", mail("doomed"));
            Phone its = other.begun("phone1");
            String in = inbox(its);
            other.syncAll(its, in);
            String name = its.folder(FolderType.DeletedItems).name();
            other.witness().remove(name);
            String id = idsBySubject(its, in).get("doomed");
            its.localDelete(in, id);
            assertEquals(12, its.apply(in, its.post("Sync", its.request(in, Phone.delete(id)))));
            assertEquals(1, its.folderSync());
            other.sync(its, in, Phone.delete(id));
            assertEquals(
                    List.of("doomed"),
                    other.there(its.folder(FolderType.DeletedItems).name()));
            other.assertSame(its, in, "INBOX", "deleted");
        }
    }

    @Test
    void aCopyFindsItsWayWhenSentItemsWereDeleted() {
        var host = GreenMailHost.shared();
        try (var other = Exposed.before(host, data.resolve("other"))) {
            Phone its = other.begun("phone1");
            String name = its.folder(FolderType.SentItems).name();
            other.witness().remove(name);
            String to = host.newUser();
            assertEquals(
                    new Answer(200, Optional.empty()), its.post("SendMail", ThreeFolders.mailTo(to, other.user())));
            assertEquals(1, host.received(to).size());
            assertEquals(List.of("out read"), other.there(name));
        }
    }
}
