package org.mailspan.backend.imap;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.mailspan.backend.Backend;
import org.mailspan.backend.Backend.Signal;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Credentials;
import org.mailspan.backend.Folder;
import org.mailspan.event.Events;
import org.mailspan.support.DovecotHost;

/** Folders that are not of the user alone, at a real host. */
final class SharedFoldersTest {
    private static final DovecotHost.Settings PUBLIC = new DovecotHost.Settings(
            "",
            List.of(
                    "namespace public {",
                    "  type = public",
                    "  separator = /",
                    "  prefix = Public/",
                    "  location = mdbox:~/public",
                    "  subscriptions = no",
                    "}"));

    private static Backend backend(DovecotHost host, String user, boolean shared) throws BackendException {
        var imap = ImapSettings.of(host.host(), host.imapPort(), Security.NONE).withSharedFolders(shared);
        var smtp = SmtpSettings.of(host.host(), host.smtpPort(), Security.NONE);
        return new ImapConnector(imap, smtp, "", new Events()).connect(new Credentials(user, host.password()));
    }

    private static List<String> names(Backend backend) throws BackendException {
        return backend.folders().stream().map(Folder::remote).toList();
    }

    @Test
    void theyAreShownWhereTheOwnerWantsIt() throws Exception {
        var host = DovecotHost.shared(PUBLIC);
        String user = host.newUser();
        try (var witness = host.witness(user);
                Backend with = backend(host, user, true);
                Backend without = backend(host, user, false)) {
            witness.create("Public/team");
            witness.create("Own");
            assertTrue(
                    names(with).containsAll(List.of("Own", "Public/team")),
                    names(with).toString());
            assertEquals(
                    List.of(),
                    names(without).stream()
                            .filter(name -> name.startsWith("Public"))
                            .toList());
            assertTrue(names(without).contains("Own"));
        }
    }

    @Test
    void whatIsLeftOutIsTold() throws Exception {
        var host = DovecotHost.shared(PUBLIC);
        var imap = ImapSettings.of(host.host(), host.imapPort(), Security.NONE);
        var credentials = new Credentials(host.newUser(), host.password());
        assertEquals(List.of("Public"), HostSurvey.of(imap, credentials).leftOut());
        assertEquals(
                List.of(),
                HostSurvey.of(imap.withSharedFolders(true), credentials).leftOut());
    }

    @Test
    void theyAreWatchedToo() throws Exception {
        var host = DovecotHost.shared(PUBLIC);
        String user = host.newUser();
        var signals = new LinkedBlockingQueue<Signal>();
        try (var witness = host.witness(user);
                Backend backend = backend(host, user, true)) {
            witness.create("Public/team");
            try (var watch = ((Backend.Watches) backend).watch(signals::add)) {
                watch.interest(Set.of("INBOX", "Public/team"));
                assertEquals(new Signal.Unsure(), signals.poll(10, TimeUnit.SECONDS));
                witness.append("Public/team", "Subject: x\r\n\r\nx\r\n".getBytes(US_ASCII));
                var arrived = new Signal.Arrived("Public/team");
                var told = new ArrayList<Signal>();
                // Dovecot may tell late of the folder itself
                while (!told.contains(arrived)) {
                    Signal next = signals.poll(10, TimeUnit.SECONDS);
                    assertNotNull(next, told.toString());
                    told.add(next);
                }
            }
        }
    }
}
