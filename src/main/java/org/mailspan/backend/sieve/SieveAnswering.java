package org.mailspan.backend.sieve;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailspan.backend.Account;
import org.mailspan.backend.Answering;
import org.mailspan.backend.Backend;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.Credentials;
import org.mailspan.event.Events;

/** The ManageSieve host of all accounts, and what is known of it. */
public final class SieveAnswering implements Answering {
    /** A host that starts together with the bridge may be later than the bridge. */
    private static final Duration PAUSE = Duration.ofMinutes(10);

    private final SieveSettings settings;
    private final InstantSource clock;
    private final Events events;
    private volatile boolean seen;
    private volatile @Nullable Absent absent;

    private record Absent(Instant until, BackendException why) {}

    public SieveAnswering(SieveSettings settings, InstantSource clock, Events events) {
        this.settings = settings;
        this.clock = clock;
        this.events = events;
    }

    @Override
    public Backend.OutOfOffice of(Account account, Credentials credentials, Acquaintances known) {
        return new SieveOutOfOffice(this, account, credentials, known, clock, events);
    }

    /**
     * Connects to a host that could run our script.
     *
     * @throws BackendException NOT_ALLOWED where there is none
     */
    SieveConnection open() throws BackendException {
        Absent last = absent;
        if (last != null && clock.instant().isBefore(last.until)) throw notOffered(last.why);
        SieveConnection connection = reached();
        seen = true;
        absent = null;
        var lacking = connection.abilities().lacking();
        if (lacking.isEmpty()) return connection;
        connection.close();
        throw new BackendException(Kind.NOT_ALLOWED, "the host's Sieve has no " + String.join(", ", lacking));
    }

    private SieveConnection reached() throws BackendException {
        try {
            return SieveConnection.open(settings);
        } catch (BackendException failed) {
            if (settings.named() || seen) throw failed;
            absent = new Absent(clock.instant().plus(PAUSE), failed);
            throw notOffered(failed);
        }
    }

    private static BackendException notOffered(BackendException why) {
        return new BackendException(
                Kind.NOT_ALLOWED,
                "out of office is not offered: "
                        + Optional.ofNullable(why.getMessage()).orElse("no ManageSieve"),
                why);
    }
}
