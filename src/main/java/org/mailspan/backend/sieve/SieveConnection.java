package org.mailspan.backend.sieve;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.Credentials;
import org.mailspan.backend.imap.Security;
import org.mailspan.backend.sieve.SieveAnswer.Outcome;
import org.mailspan.backend.sieve.SieveWire.Argument;
import org.mailspan.backend.sieve.SieveWire.Verb;

/** One conversation with a ManageSieve host: RFC 5804 2, a method for each command. */
final class SieveConnection implements AutoCloseable {
    private final SieveSettings settings;
    private final SieveWire wire;
    private SieveAbilities abilities;

    private SieveConnection(SieveSettings settings, SieveWire wire) throws BackendException {
        this.settings = settings;
        this.wire = wire;
        this.abilities = hearAbilities();
    }

    /** The scripts of a user, of which one may be active. */
    record Shelf(List<String> names, Optional<String> active) {
        Shelf {
            names = List.copyOf(names);
        }
    }

    /**
     * Connects and protects, and knows then what the host can.
     *
     * @throws BackendException UNAVAILABLE in any case
     */
    static SieveConnection open(SieveSettings settings) throws BackendException {
        SieveWire wire;
        try {
            wire = SieveWire.open(settings);
        } catch (IOException failed) {
            throw broken(settings, failed);
        }
        boolean done = false;
        try {
            if (settings.security() == Security.TLS) startTls(settings, wire);
            var connection = new SieveConnection(settings, wire);
            if (settings.security() == Security.STARTTLS) connection.upgrade();
            done = true;
            return connection;
        } finally {
            if (!done) wire.close();
        }
    }

    private static void startTls(SieveSettings settings, SieveWire wire) throws BackendException {
        try {
            wire.startTls();
        } catch (IOException failed) {
            throw broken(settings, failed);
        }
    }

    private static BackendException broken(SieveSettings settings, IOException failed) {
        String where = "ManageSieve at " + settings.host() + ":" + settings.port();
        return new BackendException(Kind.UNAVAILABLE, where + ": " + failed, failed);
    }

    private void upgrade() throws BackendException {
        if (!abilities.startTls())
            throw new BackendException(Kind.UNAVAILABLE, "the ManageSieve host does not offer STARTTLS");
        SieveAnswer answer = ask(Verb.STARTTLS);
        if (!answer.is(Outcome.OK)) throw answer.failure("STARTTLS", Kind.UNAVAILABLE);
        startTls(settings, wire);
        // What was said in the clear may be anybody's word (RFC 5804 2.2).
        abilities = hearAbilities();
    }

    private SieveAbilities hearAbilities() throws BackendException {
        SieveAnswer greeting = hear();
        if (!greeting.is(Outcome.OK)) throw greeting.failure("greeting", Kind.UNAVAILABLE);
        if (greeting.rows().isEmpty())
            throw new BackendException(Kind.UNAVAILABLE, "the host does not speak ManageSieve");
        return SieveAbilities.of(greeting.rows());
    }

    SieveAbilities abilities() {
        return abilities;
    }

    /**
     * One mechanism, one try: another one with the same password would count as another bad login.
     *
     * @throws BackendException NOT_ALLOWED when the host refuses this login
     */
    void login(Credentials credentials) throws BackendException {
        if (!abilities.mechanisms().contains("PLAIN"))
            throw new BackendException(Kind.NOT_ALLOWED, "ManageSieve takes no login by password on this connection");
        byte[] plain = ("\0" + credentials.user() + "\0" + credentials.password()).getBytes(StandardCharsets.UTF_8);
        SieveAnswer answer =
                ask(Verb.AUTHENTICATE, text("PLAIN"), text(Base64.getEncoder().encodeToString(plain)));
        if (!answer.is(Outcome.OK)) throw answer.failure("ManageSieve login", Kind.NOT_ALLOWED);
    }

    Shelf scripts() throws BackendException {
        SieveAnswer answer = ask(Verb.LISTSCRIPTS);
        if (!answer.is(Outcome.OK)) throw answer.failure("LISTSCRIPTS", Kind.UNAVAILABLE);
        return new Shelf(
                answer.rows().stream().map(row -> row.getFirst().text()).toList(),
                answer.rows().stream()
                        .filter(row -> row.size() > 1 && row.getLast().is("ACTIVE"))
                        .map(row -> row.getFirst().text())
                        .findFirst());
    }

    /** @return empty if there is no such script any more */
    Optional<String> script(String name) throws BackendException {
        SieveAnswer answer = ask(Verb.GETSCRIPT, text(name));
        if (answer.is(Outcome.NO) && answer.code().equals("NONEXISTENT")) return Optional.empty();
        if (!answer.is(Outcome.OK) || answer.rows().isEmpty()) throw answer.failure("GETSCRIPT", Kind.UNAVAILABLE);
        return Optional.of(answer.rows().getFirst().getFirst().text());
    }

    /**
     * Writes a script whole, or leaves the old one.
     *
     * @throws BackendException REFUSED if the host does not understand it, FULL or TOO_LARGE if it has no room
     */
    void put(String name, String script) throws BackendException {
        SieveAnswer answer = ask(Verb.PUTSCRIPT, text(name), text(script));
        if (!answer.is(Outcome.OK)) throw answer.failure("PUTSCRIPT", Kind.REFUSED);
    }

    /** @param name empty: then none is active */
    void activate(String name) throws BackendException {
        SieveAnswer answer = ask(Verb.SETACTIVE, text(name));
        if (!answer.is(Outcome.OK)) throw answer.failure("SETACTIVE", Kind.NOT_ALLOWED);
    }

    /** Has the host look at a script without keeping it; nothing where it cannot (RFC 5804 2.12). */
    void check(String script) throws BackendException {
        if (!abilities.checks()) return;
        SieveAnswer answer = ask(Verb.CHECKSCRIPT, text(script));
        if (!answer.is(Outcome.OK)) throw answer.failure("CHECKSCRIPT", Kind.REFUSED);
    }

    /** @throws BackendException FULL or TOO_LARGE if such a script would find no room */
    void makeSure(String name, int octets) throws BackendException {
        SieveAnswer answer = ask(Verb.HAVESPACE, text(name), new Argument.Count(octets));
        if (!answer.is(Outcome.OK)) throw answer.failure("HAVESPACE", Kind.FULL);
    }

    private static Argument text(String text) {
        return new Argument.Text(text);
    }

    private SieveAnswer ask(Verb verb, Argument... arguments) throws BackendException {
        try {
            wire.say(verb, arguments);
            return wire.answer();
        } catch (IOException failed) {
            throw broken(settings, failed);
        }
    }

    private SieveAnswer hear() throws BackendException {
        try {
            return wire.answer();
        } catch (IOException failed) {
            throw broken(settings, failed);
        }
    }

    /** Takes leave without waiting for an answer. */
    @Override
    public void close() {
        try {
            wire.say(Verb.LOGOUT);
        } catch (IOException gone) {
            // then there is nobody to take leave of
        }
        wire.close();
    }
}
