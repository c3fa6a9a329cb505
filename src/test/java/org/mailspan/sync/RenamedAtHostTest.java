package org.mailspan.sync;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mailspan.backend.Backend;
import org.mailspan.backend.Credentials;
import org.mailspan.backend.imap.ImapConnector;
import org.mailspan.backend.imap.ImapSettings;
import org.mailspan.backend.imap.Security;
import org.mailspan.backend.imap.SmtpSettings;
import org.mailspan.event.Events;
import org.mailspan.protocol.Version;
import org.mailspan.store.FolderRow;
import org.mailspan.store.SqliteStore;
import org.mailspan.store.Store;
import org.mailspan.support.DovecotHost;
import org.mailspan.support.GreenMailHost;
import org.mailspan.support.ImapWitness;
import org.mailspan.support.MailHost;
import org.mailspan.sync.Hierarchy.Outcome.Synced;

/** Law 4 with real hosts: another mail program renames folders, and phones keep what they have of them. */
final class RenamedAtHostTest {
    @TempDir
    Path directory;

    static Stream<Arguments> hosts() {
        Supplier<MailHost> dovecot = DovecotHost::shared;
        Supplier<MailHost> plain = () -> DovecotHost.shared(DovecotHost.Settings.PLAIN);
        Supplier<MailHost> below = () -> DovecotHost.shared(DovecotHost.Settings.BELOW_INBOX);
        Supplier<MailHost> greenMail = GreenMailHost::shared;
        return Stream.of(
                Arguments.of("Dovecot", dovecot, ""),
                Arguments.of("Dovecot, plain", plain, ""),
                Arguments.of("Dovecot, Maildir++ below the inbox", below, "INBOX."),
                Arguments.of("GreenMail", greenMail, ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hosts")
    void aFolderKeepsItsIdAndItsMail(String name, Supplier<MailHost> at, String prefix) throws Exception {
        MailHost host = at.get();
        String user = host.newUser();
        try (var witness = host.witness(user);
                Backend backend = backend(host, user);
                Store store = SqliteStore.open(directory)) {
            for (String folder : List.of("Work", "Other", "Empty")) witness.create(prefix + folder);
            deliver(witness, prefix + "Work", 1);
            deliver(witness, prefix + "Work", 2);
            deliver(witness, prefix + "Other", 3);
            deliver(witness, prefix + "Other", 4);
            var session = new Session(backend, "phone", Version.V16_1);
            var hierarchy = new Hierarchy(store);
            var engine = new SyncEngine(store, document -> Options.NONE, Instant::now);
            Synced first = (Synced) hierarchy.sync(session, "0");
            long work = named(first.added(), "Work").id();
            String key = begun(engine, session, work);
            begun(engine, session, named(first.added(), "Other").id());

            witness.rename(prefix + "Work", prefix + "Wörk 2");
            witness.remove(prefix + "Other");
            witness.create(prefix + "Another");
            deliver(witness, prefix + "Another", 5);
            Synced then = (Synced) hierarchy.sync(session, first.syncKey());
            assertEquals(List.of("Wörk 2"), names(then.changed()));
            assertEquals(List.of("Other"), names(then.deleted()));
            assertEquals(List.of("Another"), names(then.added()));
            assertEquals(work, named(then.changed(), "Wörk 2").id());
            var same = assertInstanceOf(Outcome.Synced.class, engine.sync(session, asked(work, key), budget()));
            assertEquals(List.of(), same.changes(), "nothing is loaded anew");
            deliver(witness, prefix + "Wörk 2", 6);
            var more =
                    assertInstanceOf(Outcome.Synced.class, engine.sync(session, asked(work, same.syncKey()), budget()));
            assertEquals(1, more.changes().size());
        }
    }

    private static String begun(SyncEngine engine, Session session, long folder) {
        var begun = assertInstanceOf(Outcome.Synced.class, engine.sync(session, asked(folder, "0"), budget()));
        var told =
                assertInstanceOf(Outcome.Synced.class, engine.sync(session, asked(folder, begun.syncKey()), budget()));
        assertEquals(2, told.changes().size());
        assertTrue(!told.more());
        return told.syncKey();
    }

    private static Backend backend(MailHost host, String user) throws Exception {
        var imap = ImapSettings.of(host.host(), host.imapPort(), Security.NONE);
        var smtp = SmtpSettings.of(host.host(), host.smtpPort(), Security.NONE);
        return new ImapConnector(imap, smtp, "", new Events()).connect(new Credentials(user, host.password()));
    }

    /** Each of another minute: GreenMail's UIDVALIDITY is the second in which a folder was made. */
    private static void deliver(ImapWitness witness, String folder, int number) {
        String text = "From: a@example.org\r\nSubject: " + number + "\r\n\r\ntext\r\n";
        witness.append(folder, text.getBytes(UTF_8), Set.of(), Instant.ofEpochSecond(1_795_000_000L + 60L * number));
    }

    private static FolderRow named(List<FolderRow> rows, String name) {
        return rows.stream().filter(row -> row.name().equals(name)).findFirst().orElseThrow();
    }

    private static List<String> names(List<FolderRow> rows) {
        return rows.stream().map(FolderRow::name).toList();
    }

    private static CollectionRequest asked(long collection, String key) {
        return new CollectionRequest(collection, key, true, true, 512, Optional.empty(), Optional.empty(), List.of());
    }

    private static Budget budget() {
        return new Budget(512, 1 << 20, Duration.ofSeconds(10));
    }
}
