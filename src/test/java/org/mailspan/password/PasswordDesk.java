package org.mailspan.password;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiPredicate;
import org.mailspan.backend.Backend;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.Backends;
import org.mailspan.backend.Connector;
import org.mailspan.backend.Credentials;
import org.mailspan.backend.TooManyAttempts;
import org.mailspan.backend.memory.Faults;
import org.mailspan.backend.memory.MemoryBackend;
import org.mailspan.backend.memory.MemoryConnector;
import org.mailspan.event.Event;
import org.mailspan.event.Events;
import org.mailspan.password.PasswordSettings.Accepted;
import org.mailspan.store.Decisions;
import org.mailspan.store.SqliteDecisions;

/** A bridge's app passwords, before a mail host that knows passwords; the owner works in a process of his own. */
final class PasswordDesk implements AutoCloseable {
    static final String ANNA = "anna@example.org";

    final Path directory;

    Instant now = Instant.parse("2026-11-21T08:00:00Z");
    final Set<Credentials> good = ConcurrentHashMap.newKeySet();
    final List<Credentials> asked = new CopyOnWriteArrayList<>();
    final List<Event> seen = new CopyOnWriteArrayList<>();
    final List<String> ended = new CopyOnWriteArrayList<>();
    Decisions ours;
    Decisions owners;
    Issuing issuing;
    AppPasswords passwords;
    Backends backends;

    /** A mail host that knows passwords and tells which it was asked about. */
    private final class Host implements Connector {
        private final MemoryConnector mailboxes = new MemoryConnector(MemoryBackend.Tells.INCREMENTAL, Faults.NONE);

        @Override
        public Backend connect(Credentials credentials) throws BackendException {
            asked.add(credentials);
            if (!good.contains(credentials)) throw new BackendException(Kind.LOGIN, "wrong");
            mailboxes.user(credentials.user(), credentials.password());
            return mailboxes.connect(credentials);
        }
    }

    PasswordDesk(Path directory) {
        this.directory = directory;
        good.add(new Credentials(ANNA, "mail secret"));
        owners = SqliteDecisions.open(directory, notice -> {});
        issuing = new Issuing(owners, settings(Accepted.BOTH).key(), host(), () -> now, 64, 1);
        serve(Accepted.BOTH);
    }

    Connector host() {
        return new Host();
    }

    PasswordSettings settings(Accepted accepted) {
        return new PasswordSettings(accepted, KeyFile.of(Optional.empty(), directory, Map.of()));
    }

    private void serve(Accepted accepted) {
        ours = SqliteDecisions.open(directory, notice -> {});
        passwords = new AppPasswords(ours, settings(accepted), () -> now);
        var events = new Events();
        events.listen(seen::add);
        backends =
                new Backends(host(), passwords, Backends.Settings.withDomain("").prompt(), () -> now, events);
        passwords.follow(new AppPasswords.Changes() {
            @Override
            public void recalled(BiPredicate<String, String> stands) {
                backends.recall(stands);
            }

            @Override
            public void ended(String account, String deviceId) {
                ended.add(account + " " + deviceId);
            }

            @Override
            public void renewed(String account) {
                backends.reconsider(account);
            }
        });
    }

    void restart(Accepted accepted) {
        backends.close();
        ours.close();
        serve(accepted);
    }

    @Override
    public void close() {
        backends.close();
        ours.close();
        owners.close();
    }

    String added(String name) throws Exception {
        if (!issuing.hasMailPassword(ANNA)) issuing.storeMailPassword(ANNA, new Credentials(ANNA, "mail secret"));
        String made = issuing.make(ANNA, name).orElseThrow().password();
        asked.clear();
        ours.poll();
        return made;
    }

    Backends.Entrance login(String user, String password) throws BackendException {
        try {
            return backends.login(new Credentials(user, password), "home");
        } catch (TooManyAttempts tooMany) {
            throw new AssertionError(tooMany);
        }
    }

    Kind refusal(String user, String password) {
        return assertThrows(BackendException.class, () -> login(user, password)).kind();
    }

    boolean admits(String password, String device) throws BackendException {
        return backends.admits(login(ANNA, password), device);
    }
}
