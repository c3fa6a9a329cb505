package org.mailspan.backend.imap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.eclipse.angus.mail.iap.Argument;
import org.eclipse.angus.mail.iap.CommandFailedException;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.eclipse.angus.mail.iap.Response;
import org.jspecify.annotations.Nullable;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.Credentials;

/**
 * Opens connections for one account: connect, protect, log in, agree on how to talk. A refusal is told once as LOGIN,
 * upon which {@code Backends} has the password proved by a login of its own; for a while after that the host is left
 * alone, and who asks is told to try later.
 */
final class ImapLogin {
    /** Requests and the watch of an account run into a refusal together; one of them is enough for the host. */
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private record Refusal(BackendException why, long untilNanos) {}

    private final ImapSettings settings;
    private final Credentials credentials;
    private final LoginGate first;
    private final LoginGate again;
    private final Alone alone = new Alone();

    private volatile @Nullable Refusal refusal;
    private volatile boolean proven;

    /** For a login beside those of the accounts that are served. */
    ImapLogin(ImapSettings settings, Credentials credentials) {
        this(settings, credentials, new LoginGate(settings.pace()), new LoginGate(settings.pace()));
    }

    /**
     * @param first shared by all accounts of the host, for passwords that nobody knows to be right
     * @param again likewise, for those that were right: who tries out passwords holds up no account that is served
     */
    ImapLogin(ImapSettings settings, Credentials credentials, LoginGate first, LoginGate again) {
        this.settings = settings;
        this.credentials = credentials;
        this.first = first;
        this.again = again;
    }

    /** For work. */
    ImapConnection connect() throws BackendException {
        return connect(true);
    }

    /** For waiting: the host says a line now and then, for which neither side need hold the memory to compress. */
    ImapConnection watch() throws BackendException {
        return connect(false);
    }

    private ImapConnection connect(boolean working) throws BackendException {
        Refusal last = refusal;
        if (last != null && System.nanoTime() - last.untilNanos < 0)
            throw new BackendException(Kind.UNAVAILABLE, "refused a moment ago: " + last.why.getMessage(), last.why);
        try (LoginGate.Turn turn = (proven ? again : first).enter(credentials.user())) {
            ImapConnection connection = opened(turn, working);
            turn.letIn();
            proven = true;
            refusal = null;
            return connection;
        } catch (BackendException e) {
            if (e.kind() == Kind.LOGIN) refusal = new Refusal(e, System.nanoTime() + PAUSE.toNanos());
            throw e;
        }
    }

    private ImapConnection opened(LoginGate.Turn turn, boolean working) throws BackendException {
        var hooks = new SocketHooks(settings.trust());
        boolean done = false;
        try {
            var wire = new ImapWire(settings, hooks.properties("mail.imap", settings.timeouts()));
            protect(wire);
            authenticate(wire);
            boolean compressing = working && settings.compression().isFor(wire.getInetAddress());
            var connection = new ImapConnection(wire, hooks, ImapTerms.agree(wire, compressing), settings, alone);
            done = true;
            return connection;
        } catch (CommandFailedException refused) {
            throw refused(turn, refused.getResponse());
        } catch (ProtocolException | IOException e) {
            Response last = e instanceof ProtocolException p ? p.getResponse() : null;
            if (last != null && last.isBYE() && !last.isSynthetic()) throw refused(turn, last);
            throw ImapErrors.cut("connect to " + settings.host() + ":" + settings.port(), e);
        } finally {
            if (!done) hooks.cut();
        }
    }

    private static BackendException refused(LoginGate.Turn turn, Response response) {
        BackendException why = ImapErrors.login(response);
        if (why.kind() == Kind.UNAVAILABLE) turn.turnedAway();
        return why;
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
}
