package org.mailspan.http;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.mailspan.backend.Backend;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Backends;
import org.mailspan.command.Call;
import org.mailspan.command.Command;
import org.mailspan.command.Commands;
import org.mailspan.command.Reply;
import org.mailspan.event.Event;
import org.mailspan.event.Events;
import org.mailspan.protocol.Version;
import org.mailspan.push.Held;
import org.mailspan.push.HeldRequests;
import org.mailspan.push.Lifetimes;
import org.mailspan.trace.Trace;

/** The one resource of Exchange ActiveSync: OPTIONS and POST, each a straight line of steps. */
public final class EasEndpoint {
    /** What is answered 405; 501 is for methods that nobody knows (MS-ASHTTP_R187). */
    private static final Set<String> OTHER_METHODS =
            Set.of("GET", "HEAD", "PUT", "DELETE", "TRACE", "CONNECT", "PATCH");

    /** Not standard: the client went away before it was answered. Stands in the log only. */
    static final int CLIENT_GONE = 499;

    private final Commands commands;
    private final Backends backends;
    private final Logins logins;
    private final Gate gate;
    private final HeldRequests held;
    private final Events events;
    private final Bodies bodies;
    private final Failures failures;
    private final Trace trace;
    private final UnknownElements unknown;
    private final Lifetimes lifetimes = new Lifetimes(InstantSource.system());

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
        this.backends = backends;
        this.logins = new Logins(backends, events);
        this.gate = gate;
        this.held = held;
        this.events = events;
        this.trace = trace;
        bodies = new Bodies(limits);
        failures = new Failures(events);
        unknown = new UnknownElements(events);
    }

    /** Ends what waits; each such request is answered by its command. */
    void stopHeld() {
        held.stop();
    }

    void serve(Wire wire) throws Refusal, IOException, BackendException {
        switch (wire.method()) {
            case "POST" -> post(wire);
            case "OPTIONS" -> options(wire);
            default ->
                throw OTHER_METHODS.contains(wire.method())
                        ? new Refusal(405, "an address for phones: add an account of the kind Exchange to yours")
                        : new Refusal(501, "no such method");
        }
    }

    /** MS-ASHTTP 2.2.4. Asks for a login (MS-ASHTTP_R2371), since phones test a new password with it (quirk C2). */
    private void options(Wire wire) throws Refusal, IOException, BackendException {
        logins.of(wire);
        Answer answer = Answer.empty(200)
                .with("MS-ASProtocolVersions", Version.header())
                .with("MS-ASProtocolCommands", commands.header())
                .with("Public", Answer.METHODS)
                .with("Allow", Answer.METHODS);
        Responder.send(wire, signed(answer));
    }

    private void post(Wire wire) throws Refusal {
        long began = System.nanoTime();
        // Before it is judged by its login and its device: either may be recalled from now on.
        long mark = held.mark();
        Backends.Entrance entrance = logins.of(wire);
        Backend backend = entrance.backend();
        Asked asked = Asked.of(RequestLine.of(wire.query()), wire::header, commands);
        logins.admit(wire, entrance, asked.sender().deviceId());
        wire.place().from(asked.sender().deviceId());
        Served served = serve(wire, asked, backend, mark);
        events.emit(new Event.RequestServed(
                backend.account().id(),
                asked.sender().deviceId(),
                asked.command().name(),
                asked.version().text(),
                served.status(),
                served.detail(),
                Duration.ofNanos(System.nanoTime() - began)));
    }

    private record Served(int status, String detail) {}

    private Served serve(Wire wire, Asked asked, Backend backend, long mark) throws Refusal {
        if (!trace.covers(backend.account().id(), asked.sender().deviceId()))
            return serve(wire, asked, backend, mark, Heard.NOTHING);
        var heard = new Heard.ByTrace(trace.told(asked.by(backend.account().id())));
        try {
            Served served = serve(wire, asked, backend, mark, heard);
            heard.ended(served.status, served.detail);
            return served;
        } catch (Refusal refusal) {
            heard.ended(refusal.answer().status(), refusal.reason());
            throw refusal;
        }
    }

    /** From here on the device is known, and whatever comes is an outcome of its command. */
    private Served serve(Wire wire, Asked asked, Backend backend, long mark, Heard heard) throws Refusal {
        String command = asked.command().name();
        try (var _ = backends.hold(backend)) {
            Reply reply = reply(wire, asked, backend, mark, heard);
            boolean gzip = wire.header("Accept-Encoding").map(Gzip::isAccepted).orElse(false);
            Answer answer = signed(Replies.render(reply, gzip));
            heard.answer(answer.status(), reply);
            Responder.send(wire, answer);
            return new Served(answer.status(), Replies.outcome(reply));
        } catch (Refusal refusal) {
            throw refusal;
        } catch (ClientGone gone) {
            wire.abandon();
            return new Served(CLIENT_GONE, gone.reason());
        } catch (BackendException failed) {
            if (failed.kind() == BackendException.Kind.LOGIN) backends.doubt(backend);
            return failed(wire, failures.host(backend.account().id(), command, failed));
        } catch (Throwable broken) {
            return failed(wire, failures.ours(command, broken));
        }
    }

    private static Served failed(Wire wire, Answer instead) {
        try {
            if (wire.isStarted()) throw new ClientGone("cut off: half of the answer was sent");
            Responder.send(wire, signed(instead));
            return new Served(instead.status(), "failed");
        } catch (IOException | BackendException notSent) {
            wire.abandon();
            return new Served(instead.status(), "failed, " + notSent.getMessage());
        }
    }

    private Reply reply(Wire wire, Asked asked, Backend backend, long mark, Heard heard) throws Exception {
        Optional<Reply> refused = gate.refusal(new Gate.Visitor(
                backend,
                wire.address(),
                asked.sender().deviceId(),
                asked.sender().deviceType(),
                asked.userAgent(),
                asked.policyKey(),
                asked.command().name(),
                asked.version()));
        if (refused.isPresent()) return refused.get();
        try (Bodies.Body body = bodies.read(wire, asked, backend.account().id())) {
            heard.request(body.document(), body.mail());
            if (body.document().isPresent())
                unknown.tell(backend.account().id(), asked, body.document().get());
            var call = new Call(
                    asked.version(),
                    asked.sender().deviceId(),
                    backend,
                    body.document(),
                    body.mail(),
                    asked.parameters(),
                    asked.multipart(),
                    new Held(lifetimes.longest(way(wire, backend, asked))));
            if (!asked.command().mayWait()) return asked.command().command().handle(call);
            // What a device waits with is small, and would be counted for as long as it waits.
            body.uncount();
            return held(wire, asked.command().command(), call, mark, way(wire, backend, asked));
        }
    }

    private static Lifetimes.Way way(Wire wire, Backend backend, Asked asked) {
        return Lifetimes.Way.of(backend.account().id(), asked.sender().deviceId(), wire.address());
    }

    /** A newer request of the same device ends this one, and so does its client when it hangs up. */
    private Reply held(Wire wire, Command command, Call call, long mark, Lifetimes.Way way) throws Exception {
        Held waiting = call.held();
        long began = System.nanoTime();
        held.entered(call.account(), call.deviceId(), waiting, mark);
        try (var _ = HangUpWatch.start(wire, () -> waiting.end(Held.End.HUNG_UP))) {
            Reply reply = command.handle(call);
            Duration age = Duration.ofNanos(System.nanoTime() - began);
            if (waiting.ended().equals(Optional.of(Held.End.HUNG_UP))) {
                if (lifetimes.died(way, age))
                    events.emit(new Event.ConnectionsCut(call.account(), call.deviceId(), wire.address(), age));
                throw new ClientGone("the client hung up");
            }
            lifetimes.answered(way, age);
            return reply;
        } finally {
            held.left(call.account(), call.deviceId(), waiting);
        }
    }

    private static Answer signed(Answer answer) {
        return answer.with("MS-Server-ActiveSync", Version.V16_1.text()).with("Cache-Control", "private");
    }
}
