package org.mailspan.sync;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
import org.mailspan.support.DovecotHost.Settings;
import org.mailspan.support.ImapWitness;
import org.mailspan.sync.Hierarchy.Outcome.Synced;

/** Law 4 when a user's mail is copied to another host, where folders have another separator and another prefix. */
final class MigratedHostTest {
    @TempDir
    Path directory;

    static List<Arguments> ways() {
        return List.of(
                Arguments.of("from below the inbox to beside it", Settings.BELOW_INBOX, Settings.FULL),
                Arguments.of("from beside the inbox to below it", Settings.FULL, Settings.BELOW_INBOX),
                Arguments.of("to a plain host", Settings.BELOW_INBOX, Settings.PLAIN));
    }

    private static String named(DovecotHost host, String name) {
        return host.separator() == '/' || name.equals("INBOX") ? name : "INBOX." + name.replace('/', '.');
    }

    /** As a tool that copies mail does it, in whatever order. */
    private static void fill(DovecotHost host, String user, Map<String, List<Integer>> folders) {
        try (ImapWitness witness = host.witness(user)) {
            List<String> there = witness.folders();
            folders.forEach((name, numbers) -> {
                String path = named(host, name);
                if (!there.contains(path)) witness.create(path);
                for (int number : numbers) {
                    String text = "From: a@example.org\r\nMessage-ID: <" + number + "@example.org>\r\nSubject: "
                            + number + "\r\n\r\ntext\r\n";
                    Instant arrived = Instant.ofEpochSecond(1_795_000_000L + 60L * number);
                    witness.append(path, text.getBytes(UTF_8), Set.of(), arrived);
                }
            });
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ways")
    void aPhoneKeepsItsFoldersAndItsMail(String name, Settings before, Settings after) throws Exception {
        DovecotHost old = DovecotHost.shared(before);
        DovecotHost now = DovecotHost.shared(after);
        String user = old.newUser();
        fill(
                old,
                user,
                Map.of(
                        "INBOX",
                        List.of(1, 2),
                        "Sent",
                        List.of(3, 4),
                        "Work",
                        List.of(5),
                        "Work/Deep",
                        List.of(6, 7),
                        "Holidays",
                        List.of(8, 9)));
        fill(
                now,
                user,
                Map.of(
                        "INBOX",
                        List.of(2, 1),
                        "Sent",
                        List.of(4, 3),
                        "Work",
                        List.of(5),
                        "Work/Deep",
                        List.of(7, 6),
                        "Urlaub",
                        List.of(9, 8)));
        // Dovecot's is the second in which a folder was made, and a test makes both in the same one
        for (String folder : List.of("INBOX", "Sent", "Work", "Work/Deep", "Urlaub"))
            now.doveadm("mailbox", "update", "-u", user, "--uid-validity", "4711", named(now, folder));
        var ids = new HashMap<String, Long>();
        var keys = new HashMap<Long, String>();
        String key;
        try (Store store = SqliteStore.open(directory)) {
            var hierarchy = new Hierarchy(store);
            var engine = new SyncEngine(store, document -> Options.NONE, Instant::now);
            try (Backend backend = backend(old, user)) {
                var session = new Session(backend, "phone", Version.V16_1);
                Synced first = assertInstanceOf(Synced.class, hierarchy.sync(session, "0"));
                key = first.syncKey();
                for (FolderRow row : first.added()) ids.put(row.name(), row.id());
                for (String folder : List.of("Inbox", "Sent", "Work", "Deep", "Holidays")) {
                    long id = ids.get(folder);
                    keys.put(id, sync(engine, session, id, "0").syncKey());
                    Outcome.Synced told = sync(engine, session, id, keys.get(id));
                    assertEquals(folder.equals("Work") ? 1 : 2, told.changes().size(), folder);
                    keys.put(id, told.syncKey());
                }
            }
            try (Backend backend = backend(now, user)) {
                var session = new Session(backend, "phone", Version.V16_1);
                Synced then = assertInstanceOf(Synced.class, hierarchy.sync(session, key));
                assertEquals(List.of(), names(then.added()));
                assertEquals(List.of("Urlaub"), names(then.changed()));
                assertEquals(List.of(), names(then.deleted()));
                assertEquals(ids.get("Holidays"), then.changed().getFirst().id());
                for (var one : keys.entrySet()) {
                    Outcome.Synced told = sync(engine, session, one.getKey(), one.getValue());
                    assertEquals(List.of(), told.changes(), "nothing is loaded anew");
                }
            }
        }
    }

    private static Outcome.Synced sync(SyncEngine engine, Session session, long folder, String key) {
        var asked = new CollectionRequest(
                folder, key, !key.equals("0"), true, 512, Optional.empty(), Optional.empty(), List.of());
        var budget = new Budget(512, 1 << 20, Duration.ofSeconds(10));
        return assertInstanceOf(Outcome.Synced.class, engine.sync(session, asked, budget));
    }

    private static Backend backend(DovecotHost host, String user) throws Exception {
        var imap = ImapSettings.of(host.host(), host.imapPort(), Security.NONE);
        var smtp = SmtpSettings.of(host.host(), host.smtpPort(), Security.NONE);
        return new ImapConnector(imap, smtp, "", new Events()).connect(new Credentials(user, host.password()));
    }

    private static List<String> names(List<FolderRow> rows) {
        var names = new ArrayList<String>();
        for (FolderRow row : rows) names.add(row.name());
        return names;
    }
}
