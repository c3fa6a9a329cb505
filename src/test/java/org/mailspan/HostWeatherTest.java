package org.mailspan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailspan.support.Exposed.idsBySubject;
import static org.mailspan.support.Exposed.mail;
import static org.mailspan.support.Exposed.shown;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.support.DovecotHost;
import org.mailspan.support.Exposed;
import org.mailspan.support.Phone;
import org.mailspan.support.Phone.Answer;
import org.mailspan.support.Weather;
import org.mailspan.support.Weather.Act;
import org.mailspan.wbxml.Element;

/** Hosts that refuse for a while, that are full, and that let nothing be changed. */
class HostWeatherTest {
    /** What a host says that could not do it now, and may in a moment. */
    private static final List<String> NOT_NOW = List.of(
            "NO [INUSE] another session is at it",
            "NO [UNAVAILABLE] backend is down",
            "NO [CONTACTADMIN] please call",
            "NO [SERVERBUG] internal error",
            "NO [LIMIT] rate limit hit");

    @TempDir
    Path data;

    private ThreeFolders folders;
    private Exposed exposed;
    private Phone phone;
    private String inbox;
    private String projects;

    @BeforeEach
    void start() {
        folders = ThreeFolders.of(DovecotHost.shared(), data);
        exposed = folders.exposed();
        phone = folders.phone();
        inbox = folders.inbox();
        projects = folders.projects();
    }

    @AfterEach
    void stop() {
        exposed.close();
    }

    /** Whatever is refused, of whatever command: the phone comes again, and it is done. */
    @Test
    void whatTheHostCannotDoNowIsDoneLater() {
        for (String no : NOT_NOW)
            for (String command : List.of("SELECT", "NOOP", "UID FETCH", "UID STORE", "UID MOVE"))
                refusedOnce(command, no);
    }

    private void refusedOnce(String command, String no) {
        String name = (no.substring(4, 8) + command).replace(" ", "");
        for (String one : List.of("delete", "read", "move")) exposed.witness().append("INBOX", mail(one + name));
        exposed.syncAll(phone, inbox);
        exposed.witness().append("INBOX", mail("new" + name));
        // so that it is opened anew
        exposed.imap().cut();
        exposed.imap()
                .weather(Weather.whenever(
                        step -> step.isCommand()
                                && (step.command().equals(command)
                                        || step.command().equals(command.replace("UID FETCH", "FETCH"))),
                        new Act.Answer(no)));
        var ids = idsBySubject(phone, inbox);
        phone.localDelete(inbox, ids.get("delete" + name));
        Element[] commands = {Phone.delete(ids.get("delete" + name)), Exposed.read(phone, inbox, ids.get("read" + name))
        };
        String told = folders.told(inbox, commands);
        String moving = ids.get("move" + name);
        Answer moved = phone.post("MoveItems", Phone.moving(moving, inbox, projects));
        told += ", move "
                + (moved.status() == 200 ? phone.applyMove(moving, inbox, projects, moved) : "HTTP " + moved.status());
        exposed.imap().clear();
        exposed.sync(phone, inbox, commands);
        exposed.syncAll(phone, inbox);
        if (phone.collection(inbox).items().containsKey(moving)) exposed.move(phone, moving, inbox, projects);
        folders.same();
        String all = command + " " + no + ": " + told;
        assertTrue(exposed.there("Trash").contains("delete" + name), all);
        assertTrue(exposed.there("INBOX").containsAll(List.of("read" + name + " read", "new" + name)), all);
        assertTrue(exposed.there("Projects").contains("move" + name), all);
    }

    /** A stub would stay on the phone, and the message never come. */
    @Test
    void aReadThatIsRefusedForNowIsTryLater() {
        for (String no : List.of("NO [INUSE] busy", "NO [UNAVAILABLE] later", "NO [LIMIT] Rate limit hit")) {
            exposed.witness().append("INBOX", mail("unread" + no.length()));
            exposed.imap()
                    .weather(Weather.whenever(
                            step -> step.isCommand() && step.text().contains("BODY"), new Act.Answer(no)));
            assertEquals(503, folders.sync(inbox), no);
            exposed.imap().clear();
            folders.same();
        }
    }

    @Test
    void aFullMailboxRefusesTheMoveAndKeepsTheMessage() {
        exposed.imap().weather(Weather.refuses("UID MOVE", "NO [OVERQUOTA] Quota exceeded (mailbox for user is full)"));
        String id = idsBySubject(phone, inbox).get("kept1");
        assertEquals(5, phone.move(id, inbox, projects));
        phone.localDelete(inbox, id);
        assertEquals("9", folders.told(inbox, Phone.delete(id)));
        assertEquals(List.of("kept0", "kept1", "kept2"), exposed.there("INBOX"));
        exposed.imap().clear();
        folders.same();
        assertEquals(List.of("kept0", "kept1", "kept2"), shown(phone, inbox));
    }

    @Test
    void aFullMailboxTakesNoCopyButTheMailIsOut() {
        exposed.imap().weather(Weather.refuses("APPEND", "NO [OVERQUOTA] full"));
        String to = DovecotHost.shared().newUser();
        for (int i = 0; i < 2; i++)
            assertEquals(
                    new Answer(200, Optional.empty()), phone.post("SendMail", ThreeFolders.mailTo(to, exposed.user())));
        assertEquals(1, DovecotHost.shared().received(to).size());
    }

    @Test
    void aReadOnlyFolderIsShownAsItIs() {
        exposed.imap().cut();
        exposed.imap().weather(step -> {
            if (step.asks("UID STORE") || step.asks("UID MOVE")) return new Act.Answer("NO [NOPERM] read-only");
            return Weather.rewritten(line -> line.replace("[READ-WRITE]", "[READ-ONLY]"))
                    .at(step);
        });
        String id = idsBySubject(phone, inbox).get("kept0");
        String other = idsBySubject(phone, inbox).get("kept2");
        assertEquals("5", folders.told(inbox, Exposed.read(phone, inbox, id)));
        phone.localDelete(inbox, other);
        assertEquals("5", folders.told(inbox, Phone.delete(other)));
        assertEquals(5, phone.move(id, inbox, projects));
        exposed.syncAll(phone, inbox);
        assertEquals(List.of("kept0", "kept1", "kept2"), shown(phone, inbox), "the phone is told how it is");
        exposed.imap().clear();
        folders.same();
    }
}
