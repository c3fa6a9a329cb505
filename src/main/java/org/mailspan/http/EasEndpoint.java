package org.mailspan.http;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.mailspan.backend.Backend;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Backends;
import org.mailspan.command.Commands;
import org.mailspan.event.Events;
import org.mailspan.protocol.Version;
import org.mailspan.push.HeldRequests;
import org.mailspan.push.Lifetimes;
import org.mailspan.trace.Trace;

/** The one resource of Exchange ActiveSync: OPTIONS and POST, each a straight line of steps. */
public final class EasEndpoint {
    /** What is answered 405; 501 is for methods that nobody knows (MS-ASHTTP_R187). */
    private static final Set<String> OTHER_METHODS =
            Set.of("GET", "HEAD", "PUT", "DELETE", "TRACE", "CONNECT", "PATCH");

    private final Commands commands;
    private final Logins logins;
    private final HeldRequests held;
    private final Trace trace;
    private final Serving.Needs needs;

    public EasEndpoint(
            Commands commands, Backends backends, Gate gate, HeldRequests held, HttpLimits limits, Events events) {
        this(commands, backends, gate, held, limits, events, Trace.none());
    }

    /** @param trace told of every exchange that somebody wants to see */
    public EasEndpoint(
            Commands commands,
            Backends backends,
            Gate gate,
            HeldRequests held,
            HttpLimits limits,
            Events events,
            Trace trace) {
        this.commands = commands;
        this.logins = new Logins(backends, events);
        this.held = held;
        this.trace = trace;
        needs = new Serving.Needs(
                new Turns(),
                backends,
                gate,
                held,
                new Lifetimes(InstantSource.system()),
                new Bodies(limits),
                new UnknownElements(events),
                new Failures(events),
                events);
    }

    /** Ends what waits; each such request is answered by its command. */
    void stopHeld() {
        held.stop();
    }

    /** @return what comes next if the request waits */
    Optional<Step> serve(Wire wire) throws Refusal, IOException, BackendException {
        return switch (wire.method()) {
            case "POST" -> post(wire);
            case "OPTIONS" -> {
                options(wire);
                yield Optional.empty();
            }
            default ->
                throw OTHER_METHODS.contains(wire.method())
                        ? new Refusal(405, "an address for phones: add an account of the kind Exchange to yours")
                        : new Refusal(501, "no such method");
        };
    }

    /** MS-ASHTTP 2.2.4. Asks for a login (MS-ASHTTP_R2371), since phones test a new password with it (quirk C2). */
    private void options(Wire wire) throws Refusal, IOException, BackendException {
        logins.of(wire);
        Answer answer = Answer.empty(200)
                .with("MS-ASProtocolVersions", Version.header())
                .with("MS-ASProtocolCommands", commands.header())
                .with("Public", Answer.METHODS)
                .with("Allow", Answer.METHODS);
        Responder.send(wire, Serving.signed(answer));
    }

    private Optional<Step> post(Wire wire) throws Refusal {
        long began = System.nanoTime();
        // Before it is judged by its login and its device: either may be recalled from now on.
        long mark = held.mark();
        Backends.Entrance entrance = logins.of(wire);
        Backend backend = entrance.backend();
        Asked asked = Asked.of(RequestLine.of(wire.query()), wire::header, commands);
        logins.admit(wire, entrance, asked.sender().deviceId());
        wire.place().from(asked.sender().deviceId());
        Heard heard = heard(asked, backend.account().id());
        return Optional.of(new Serving(needs, wire, asked, backend, new Serving.Arrival(began, mark), heard));
    }

    private Heard heard(Asked asked, String account) {
        if (!trace.covers(account, asked.sender().deviceId())) return Heard.NOTHING;
        return new Heard.ByTrace(trace.told(asked.by(account)));
    }
}
