package org.mailspan.backend.imap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.eclipse.angus.mail.iap.Argument;
import org.eclipse.angus.mail.iap.BadCommandException;
import org.eclipse.angus.mail.iap.CommandFailedException;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.eclipse.angus.mail.iap.Response;
import org.jspecify.annotations.Nullable;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.Credentials;

/**
 * Opens connections for one account: connect, protect, log in, learn what the host can. A refusal is told once as LOGIN,
 * upon which {@code Backends} has the password proved by a login of its own; for a while after that the host is left
 * alone, and who asks is told to try later.
 */
final class ImapLogin {
    /** Requests and the watch of an account run into a refusal together; one of them is enough for the host. */
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private record Refusal(BackendException why, long untilNanos) {}

    private final ImapSettings settings;
    private final Credentials credentials;
    private volatile @Nullable Refusal refusal;

    ImapLogin(ImapSettings settings, Credentials credentials) {
        this.settings = settings;
        this.credentials = credentials;
    }

    ImapConnection connect() throws BackendException {
        Refusal last = refusal;
        if (last != null && System.nanoTime() - last.untilNanos < 0)
            throw new BackendException(Kind.UNAVAILABLE, "refused a moment ago: " + last.why.getMessage(), last.why);
        try {
            ImapConnection connection = opened();
            refusal = null;
            return connection;
        } catch (BackendException e) {
            if (e.kind() == Kind.LOGIN) refusal = new Refusal(e, System.nanoTime() + PAUSE.toNanos());
            throw e;
        }
    }

    private ImapConnection opened() throws BackendException {
        var hooks = new SocketHooks(settings.trust());
        boolean done = false;
        try {
            var wire = new ImapWire(settings, hooks.properties("mail.imap", settings.timeouts()));
            protect(wire);
            authenticate(wire);
            var connection = new ImapConnection(wire, hooks, enable(wire), settings.phantoms());
            done = true;
            return connection;
        } catch (CommandFailedException refused) {
            throw ImapErrors.login(refused.getResponse());
        } catch (ProtocolException | IOException e) {
            Response last = e instanceof ProtocolException p ? p.getResponse() : null;
            if (last != null && last.isBYE() && !last.isSynthetic()) throw ImapErrors.login(last);
            throw ImapErrors.cut("connect to " + settings.host() + ":" + settings.port(), e);
        } finally {
            if (!done) hooks.cut();
        }
    }

    private void protect(ImapWire wire) throws ProtocolException, BackendException {
        // a host (or somebody in between) that greets with PREAUTH has not checked this password, and skips STARTTLS
        if (wire.isAuthenticated())
            throw new BackendException(Kind.UNAVAILABLE, "the host greets with PREAUTH: it checks no password");
        if (settings.security() != Security.STARTTLS) return;
        if (!wire.hasCapability("STARTTLS"))
            throw new BackendException(Kind.UNAVAILABLE, "the host does not offer STARTTLS");
        wire.startTLS();
        wire.capability();
    }

    /**
     * One mechanism, one try: a second one with the same password counts as a second bad login at the host. A map that is
     * the same object afterwards is one that the host has not told anew.
     */
    @SuppressWarnings("ReferenceEquality")
    private void authenticate(ImapWire wire) throws ProtocolException, BackendException {
        var before = wire.getCapabilities();
        if (wire.hasCapability("AUTH=PLAIN")) wire.authplain(null, credentials.user(), credentials.password());
        else if (!wire.hasCapability("LOGINDISABLED")) login(wire);
        else if (wire.hasCapability("AUTH=LOGIN")) wire.authlogin(credentials.user(), credentials.password());
        else throw new BackendException(Kind.UNAVAILABLE, "the host offers no login by password on this connection");
        // what may be done after login differs from before; most hosts tell with the OK
        if (wire.getCapabilities() == before) wire.capability();
    }

    /** Angus' own login() sends only ASCII. */
    private void login(ImapWire wire) throws ProtocolException {
        var arguments = new Argument()
                .writeString(credentials.user(), StandardCharsets.UTF_8)
                .writeString(credentials.password(), StandardCharsets.UTF_8);
        Response[] answers = wire.command("LOGIN", arguments);
        wire.handleCapabilityResponse(answers);
        Response last = answers[answers.length - 1];
        wire.handleResult(last);
    }

    private Capabilities enable(ImapWire wire) throws ProtocolException {
        var names = wire.getCapabilities().keySet();
        if (!wire.hasCapability("ENABLE")) return Capabilities.of(names, false);
        if (wire.hasCapability("UTF8=ACCEPT") || wire.hasCapability("UTF8=ONLY")) acceptUtf8(wire);
        String wanted = wire.hasCapability("QRESYNC") ? "QRESYNC" : wire.hasCapability("CONDSTORE") ? "CONDSTORE" : "";
        if (wanted.isEmpty()) return Capabilities.of(names, false);
        return Capabilities.of(names, enabled(wire, wanted).contains("QRESYNC"));
    }

    private static void acceptUtf8(ImapWire wire) throws ProtocolException {
        try {
            wire.enable("UTF8=ACCEPT");
        } catch (CommandFailedException | BadCommandException refused) {
            // then names go in modified UTF-7, as they did before RFC 6855
        }
    }

    private static Set<String> enabled(ImapWire wire, String extension) {
        var enabled = new HashSet<String>();
        for (Response answer : wire.command("ENABLE", new Argument().writeAtom(extension))) {
            if (answer instanceof ImapRow row && row.is("ENABLED"))
                enabled.addAll(List.of(row.getRest().toUpperCase(Locale.ROOT).split(" ")));
        }
        return enabled;
    }
}
