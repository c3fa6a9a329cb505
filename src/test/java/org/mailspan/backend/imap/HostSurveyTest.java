package org.mailspan.backend.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Credentials;
import org.mailspan.backend.imap.HostReport.HostClass;
import org.mailspan.protocol.FolderType;
import org.mailspan.support.DovecotHost;
import org.mailspan.support.GreenMailHost;
import org.mailspan.support.MailHost;

/** What is said of hosts that are known. */
final class HostSurveyTest {
    @Test
    void dovecotIsAFullHost() throws BackendException {
        HostReport report = survey(DovecotHost.shared());
        assertEquals(HostClass.FULL, report.hostClass());
        assertEquals("QRESYNC", report.changes());
        assertEquals("MOVE", report.moves());
        assertEquals("UID EXPUNGE", report.deletes());
        assertEquals("NOTIFY for all folders", report.watch());
        assertEquals("not compressed, as the host cannot", report.line());
        assertEquals(List.of(), report.leftOut());
        assertEquals(3, report.connections());
    }

    @Test
    void whetherTheLineIsCompressedIsTold() throws BackendException {
        MailHost host = DovecotHost.shared(DovecotHost.Settings.COMPRESSING);
        var credentials = new Credentials(host.newUser(), host.password());
        assertEquals(
                "not compressed, as the host is near",
                HostSurvey.of(settings(host), credentials).line());
        var always = settings(host).withCompression(Compression.ALWAYS);
        assertEquals("compressed", HostSurvey.of(always, credentials).line());
    }

    @Test
    void greenMailIsAPlainHost() throws BackendException {
        HostReport report = survey(GreenMailHost.shared());
        assertEquals(HostClass.PLAIN, report.hostClass());
        assertEquals("the UIDs and flags of the whole folder", report.changes());
        assertEquals("IDLE on the inbox and 1 more, other folders every 60 s", report.watch());
        assertEquals(
                "Sent",
                report.folders().stream()
                        .filter(folder -> folder.type() == FolderType.SentItems)
                        .findFirst()
                        .orElseThrow()
                        .remote());
    }

    @Test
    void nothingIsChangedThere() throws BackendException {
        MailHost host = DovecotHost.shared();
        String user = host.newUser();
        try (var witness = host.witness(user)) {
            witness.remove("Drafts");
            var before = witness.folders();
            HostSurvey.of(settings(host), new Credentials(user, host.password()));
            assertEquals(before, witness.folders());
        }
    }

    @Test
    void aRefusedPasswordIsSaid() {
        MailHost host = GreenMailHost.shared();
        var refused = assertThrows(
                BackendException.class, () -> HostSurvey.of(settings(host), new Credentials(host.newUser(), "wrong")));
        assertEquals(BackendException.Kind.LOGIN, refused.kind());
    }

    private static HostReport survey(MailHost host) throws BackendException {
        HostReport report = HostSurvey.of(settings(host), new Credentials(host.newUser(), host.password()));
        assertTrue(report.capabilities().contains("IDLE"));
        assertTrue(report.login().isPositive() && report.roundTrip().isPositive());
        return report;
    }

    private static ImapSettings settings(MailHost host) {
        return ImapSettings.of(host.host(), host.imapPort(), Security.NONE);
    }
}
