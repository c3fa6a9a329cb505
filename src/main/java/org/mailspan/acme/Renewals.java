package org.mailspan.acme;

import java.io.IOException;
import java.security.KeyPair;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.mailspan.event.Event;
import org.mailspan.event.Events;
import org.mailspan.http.tls.Challenges;

/**
 * Sees that there is a certificate, from the first start on: asks for one where there is none for these names, and for the
 * next one in good time. The old one is served meanwhile.
 */
public final class Renewals implements AutoCloseable {
    private static final int DNS_NAME = 2;
    /** How often the authority's suggestion is asked for (RFC 9773 4.3); the first time not at every start. */
    private static final Duration SUGGESTION = Duration.ofHours(12);

    private static final Duration FIRST_SUGGESTION = Duration.ofHours(1);
    private static final Duration PARTING = Duration.ofSeconds(2);
    /** A machine that slept notices soon. */
    private static final Duration LONGEST_SLEEP = Duration.ofHours(1);

    private final AcmeSettings settings;
    private final Authority authority;
    private final Kept kept;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Events events;
    private final Runnable written;
    private final String order;
    private @Nullable Thread thread;
    private volatile boolean closing;

    /** After a failure. */
    private Instant notBefore;

    private Instant nextSuggestion;
    private Optional<Authority.Window> suggested = Optional.empty();

    /**
     * @param challenges where an authority that looks by TLS is answered
     * @param written told when there is another certificate
     */
    public static Renewals of(AcmeSettings settings, Challenges challenges, Events events, Runnable written)
            throws IOException {
        try {
            SSLContext trust = settings.trust().isPresent() ? settings.trust().get() : SSLContext.getDefault();
            var server = new AcmeServer(settings, trust, challenges);
            return new Renewals(
                    settings, server, InstantSource.system(), RandomGenerator.getDefault(), events, written);
        } catch (NoSuchAlgorithmException none) {
            throw new IOException("this Java has no TLS", none);
        }
    }

    Renewals(
            AcmeSettings settings,
            Authority authority,
            InstantSource clock,
            RandomGenerator random,
            Events events,
            Runnable written) {
        this.settings = settings;
        this.authority = authority;
        this.clock = clock;
        this.random = random;
        this.events = events;
        this.written = written;
        kept = new Kept(settings.directory());
        order = settings.authority() + " " + String.join(" ", settings.names());
        Instant now = clock.instant();
        nextSuggestion = now.plus(FIRST_SUGGESTION);
        notBefore = notBefore(ledger());
    }

    /** A restart may come after the cause was removed, so it waits less; a service that starts over and over waits. */
    private static Instant notBefore(Kept.Ledger ledger) {
        if (ledger.failures() == 0 || ledger.asked().isEmpty()) return Instant.MIN;
        Instant again = ledger.asked().get().plus(Schedule.FIRST_WAIT);
        return ledger.notBefore().filter(later -> later.isAfter(again)).orElse(again);
    }

    public void start() {
        thread = Thread.ofVirtual().name("acme").start(this::run);
    }

    private void run() {
        try {
            tellOfWaiting();
            while (!closing) {
                Duration sleep = Duration.between(clock.instant(), step());
                Thread.sleep(sleep.compareTo(LONGEST_SLEEP) > 0 ? LONGEST_SLEEP : sleep);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** A start that cannot ask yet, since the last one was refused: phones cannot connect, and somebody should know why. */
    private void tellOfWaiting() {
        if (clock.instant().isBefore(notBefore) && own().isEmpty())
            events.emit(new Event.CertificateNotIssued(
                    String.join(", ", settings.names()), "the last time of asking failed, lately", notBefore));
    }

    /** Does what is due; says when something is due again. */
    Instant step() throws InterruptedException {
        Optional<X509Certificate> own = own();
        Instant now = clock.instant();
        if (own.isPresent() && !now.isBefore(nextSuggestion)) askForSuggestion(own.get(), now);
        if (!now.isBefore(due(own, now))) {
            ask(own);
            own = own();
        }
        Instant due = due(own, now);
        return own.isEmpty() ? due : earlier(due, nextSuggestion);
    }

    private Optional<X509Certificate> own() {
        return kept.certificate().filter(this::isWanted);
    }

    private Instant due(Optional<X509Certificate> own, Instant now) {
        Instant due = own.map(it -> Schedule.renewal(it, suggested)).orElse(now);
        return due.isBefore(notBefore) ? notBefore : due;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /** For all of the names, and of this authority. */
    private boolean isWanted(X509Certificate certificate) {
        String asked = kept.ledger().order();
        return names(certificate).containsAll(settings.names()) && (asked.isEmpty() || asked.equals(order));
    }

    private static Collection<String> names(X509Certificate certificate) {
        var names = new HashSet<String>();
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            if (all == null) return names;
            for (List<?> name : all)
                if (name.getFirst().equals(DNS_NAME))
                    names.add(String.valueOf(name.get(1)).toLowerCase(Locale.ROOT));
            return names;
        } catch (CertificateParsingException unreadable) {
            return names;
        }
    }

    private Kept.Ledger ledger() {
        Kept.Ledger found = kept.ledger();
        return found.order().equals(order) ? found : new Kept.Ledger(order, 0, Optional.empty(), Optional.empty());
    }

    private void askForSuggestion(X509Certificate own, Instant now) throws InterruptedException {
        nextSuggestion = now.plus(SUGGESTION);
        try {
            suggested = authority.window(kept.account(), own);
        } catch (Refused | IOException later) {
            // What was suggested before holds, or two thirds of its life.
            nextSuggestion = now.plus(SUGGESTION);
        }
    }

    private void ask(Optional<X509Certificate> own) throws InterruptedException {
        Kept.Ledger before = ledger();
        Instant now = clock.instant();
        String names = String.join(", ", settings.names());
        boolean served = kept.certificate().isPresent();
        events.emit(new Event.CertificateAsked(
                names, String.valueOf(settings.authority().getHost()), served));
        try {
            // Written first, so that one that dies in the middle, over and over, waits too.
            kept.write(new Kept.Ledger(order, before.failures() + 1, Optional.of(now), before.notBefore()));
            KeyPair host = Kept.newKeys();
            List<X509Certificate> chain =
                    authority.issue(kept.account(), host, settings.names(), way(before.failures()), own);
            if (!chain.getFirst().getPublicKey().equals(host.getPublic())
                    || !names(chain.getFirst()).containsAll(settings.names()))
                throw new IOException("the authority gave a certificate for something else");
            kept.write(chain, host);
            kept.write(new Kept.Ledger(order, 0, Optional.of(now), Optional.empty()));
            suggested = Optional.empty();
            notBefore = Instant.MIN;
            nextSuggestion = now.plus(FIRST_SUGGESTION);
            written.run();
            events.emit(new Event.CertificateIssued(
                    names, chain.getFirst().getNotAfter().toInstant(), Schedule.renewal(chain.getFirst(), suggested)));
        } catch (Refused refused) {
            failed(names, before, refused.why(), refused.notBefore());
        } catch (IOException | RuntimeException broken) {
            failed(names, before, String.valueOf(broken.getMessage()), Optional.empty());
        } catch (InterruptedException stopped) {
            failed(names, before, "stopped", Optional.empty());
            throw stopped;
        }
    }

    /** Where there are two ways they take turns: one router lets this port through, and another that one. */
    private Way way(int failures) {
        var ways = new ArrayList<Way>();
        if (settings.http().isPresent()) ways.add(Way.HTTP);
        if (settings.tls()) ways.add(Way.TLS);
        return ways.get(failures % ways.size());
    }

    private void failed(String names, Kept.Ledger before, String why, Optional<Instant> authorityWants) {
        if (closing) {
            stopped(before);
            return;
        }
        Instant now = clock.instant();
        int failures = before.failures() + 1;
        notBefore = Schedule.again(now, failures, authorityWants, random);
        String told = why;
        try {
            kept.write(new Kept.Ledger(order, failures, Optional.of(now), authorityWants));
        } catch (IOException full) {
            told = why + "; and nothing can be kept: " + full.getMessage();
        }
        events.emit(new Event.CertificateNotIssued(names, told, notBefore));
    }

    /** Nobody's fault: the next start need not wait. */
    private void stopped(Kept.Ledger before) {
        try {
            kept.write(before);
        } catch (IOException full) {
            notBefore = clock.instant().plus(Schedule.FIRST_WAIT);
        }
    }

    @Override
    public void close() {
        closing = true;
        Thread running = thread;
        if (running == null) return;
        running.interrupt();
        try {
            running.join(PARTING);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }
}
