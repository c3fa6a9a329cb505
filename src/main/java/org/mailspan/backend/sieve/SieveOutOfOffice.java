package org.mailspan.backend.sieve;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mailspan.backend.Absence;
import org.mailspan.backend.Absence.When;
import org.mailspan.backend.Account;
import org.mailspan.backend.Answering.Acquaintances;
import org.mailspan.backend.Backend;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.Credentials;
import org.mailspan.event.Event;
import org.mailspan.event.Events;

/** Out of office of one account: reads and writes our script, and makes it the active one and no longer. */
final class SieveOutOfOffice implements Backend.OutOfOffice {
    /** Law 7: a login that was refused here is refused again. */
    private static final Duration PAUSE = Duration.ofMinutes(30);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final SieveAnswering host;
    private final Account account;
    private final Credentials credentials;
    private final Acquaintances known;
    private final InstantSource clock;
    private final Events events;
    private final Semaphore turn = new Semaphore(1, true);
    private volatile @Nullable Instant refusedUntil;

    SieveOutOfOffice(
            SieveAnswering host,
            Account account,
            Credentials credentials,
            Acquaintances known,
            InstantSource clock,
            Events events) {
        this.host = host;
        this.account = account;
        this.credentials = credentials;
        this.known = known;
        this.clock = clock;
        this.events = events;
    }

    /** What is done in one conversation. */
    private interface Work<T> {
        T at(SieveDesk desk) throws BackendException;
    }

    @Override
    public Absence absence() throws BackendException {
        return conversation(Optional.of(Absence.NOT_OFFERED), SieveDesk::absence);
    }

    @Override
    public void setAbsence(Absence absence) throws BackendException {
        // Asked for before the host is: it may take a while.
        List<String> people = OofScript.distinguishes(absence) ? known.addresses() : List.of();
        conversation(Optional.empty(), desk -> {
            if (absence.when() instanceof When.Never) desk.end(absence);
            else desk.begin(absence, people);
            return true;
        });
    }

    /** @param without what it comes to where there is nobody to talk to; an exception if empty */
    private <T> T conversation(Optional<T> without, Work<T> work) throws BackendException {
        awaitTurn();
        try {
            SieveConnection connection;
            try {
                connection = opened();
            } catch (BackendException none) {
                if (none.kind() == Kind.NOT_ALLOWED && without.isPresent()) return without.get();
                throw none;
            }
            try (connection) {
                return work.at(new SieveDesk(connection, account, clock.instant()));
            }
        } catch (BackendException failed) {
            events.emit(new Event.HostFailed(account.id(), "out of office", "" + failed.getMessage()));
            throw failed;
        } finally {
            turn.release();
        }
    }

    private void awaitTurn() throws BackendException {
        try {
            if (turn.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new BackendException(Kind.UNAVAILABLE, "another request of the account talks to the ManageSieve host");
    }

    private SieveConnection opened() throws BackendException {
        Instant until = refusedUntil;
        if (until != null && clock.instant().isBefore(until))
            throw new BackendException(Kind.NOT_ALLOWED, "the ManageSieve host refused this login a while ago");
        SieveConnection connection = host.open();
        boolean in = false;
        try {
            connection.login(credentials);
            in = true;
            return connection;
        } catch (BackendException refused) {
            if (refused.kind() == Kind.NOT_ALLOWED) {
                refusedUntil = clock.instant().plus(PAUSE);
                events.emit(new Event.HostFailed(account.id(), "ManageSieve login", "" + refused.getMessage()));
            }
            throw refused;
        } finally {
            if (!in) connection.close();
        }
    }
}
