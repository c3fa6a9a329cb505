package org.mailspan.backend.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailspan.backend.Backend.Folders.Identity;
import org.mailspan.backend.Credentials;
import org.mailspan.backend.Delta;
import org.mailspan.support.DovecotHost;
import org.mailspan.support.ImapWitness;

/** Dovecot's STATUS of the folder that a connection has open tells what that connection has seen, however long ago. */
final class OpenFolderTest {
    private static final byte[] MAIL = "Subject: x\r\n\r\nx\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final String LOOK = "STATUS Lists (UIDVALIDITY UIDNEXT MESSAGES HIGHESTMODSEQ)";

    private static ImapLogin login(DovecotHost host, String user) {
        var settings = ImapSettings.of(host.host(), host.imapPort(), Security.NONE);
        return new ImapLogin(settings, new Credentials(user, host.password()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void mailIsSeenByAConnectionOverWhichTheFolderWasWatched(boolean qresync) throws Exception {
        DovecotHost host = DovecotHost.shared(qresync ? DovecotHost.Settings.FULL : DovecotHost.Settings.CONDSTORE);
        String user = host.newUser();
        ImapLogin login = login(host, user);
        try (ImapWitness witness = host.witness(user);
                var connections = new ImapConnections(login, Pace.DEFAULT, 2, login.connect())) {
            witness.create("Lists");
            String token = connections.repeatable(
                    "", connection -> connection.glance("Lists").token());
            watch(connections);
            witness.append("Lists", MAIL);
            Set<String> unchanged =
                    connections.repeatable("", connection -> Unchanged.of(connection, Map.of("Lists", token)));
            assertEquals(Set.of(), unchanged);
            FolderState now = connections.repeatable("", connection -> connection.glance("Lists"));
            assertEquals(2, now.uidNext());
            watch(connections);
            witness.append("Lists", MAIL);
            var delta = assertInstanceOf(
                    Delta.Incremental.class,
                    connections.repeatable("", connection -> ImapChanges.changes(connection, "Lists", token)));
            assertEquals(2, delta.changed().size());
        }
    }

    /** Takes the one connection that is kept, and gives it back. */
    private static void watch(ImapConnections connections) throws Exception {
        try (var spare = connections.take(() -> {}).orElseThrow()) {
            OpenFolderCount.examine(spare.connection(), "Lists");
        }
    }

    /** Else a phone that deletes a folder deletes another of its name, with mail that no phone has seen. */
    @Test
    void aFolderThatWasMadeAnewWhileItWasOpenHereIsKnownAsAnother() throws Exception {
        DovecotHost host = DovecotHost.shared();
        String user = host.newUser();
        try (ImapWitness witness = host.witness(user)) {
            witness.create("Lists");
            ImapConnection connection = login(host, user).connect();
            long before = connection.select("Lists").state().uidValidity();
            assertEquals(identity(before), FolderIdentities.of(connection, List.of("Lists")));
            witness.remove("Lists");
            witness.create("Lists");
            assertEquals(identity(witness.uidValidity("Lists")), FolderIdentities.of(connection, List.of("Lists")));
            witness.remove("Lists");
            assertEquals(Map.of(), FolderIdentities.of(connection, List.of("Lists")));
            connection.close();
        }
    }

    private static Map<String, Identity> identity(long uidValidity) {
        return Map.of("Lists", new Identity(Long.toString(uidValidity), ""));
    }

    @Test
    void elsewhereStatusIsAsked() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("ENABLE CONDSTORE QRESYNC")
                    .on("EXAMINE INBOX", "* 1 EXISTS", "$ OK [READ-ONLY] open")
                    .on(LOOK, "* STATUS Lists (UIDVALIDITY 7 UIDNEXT 3 MESSAGES 2 HIGHESTMODSEQ 9)", "$ OK");
            ImapConnection connection = host.connect();
            OpenFolderCount.examine(connection, "INBOX");
            assertEquals(new FolderState(7, 9, 3, 2), connection.glance("Lists"));
        }
    }
}
