package org.mailspan.http;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.mailspan.backend.Backend;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Backends;
import org.mailspan.backend.Credentials;
import org.mailspan.command.Call;
import org.mailspan.command.Command;
import org.mailspan.command.Commands;
import org.mailspan.command.Reply;
import org.mailspan.event.Event;
import org.mailspan.event.Events;
import org.mailspan.protocol.Version;
import org.mailspan.push.Held;
import org.mailspan.push.HeldRequests;

/** The one resource of Exchange ActiveSync: OPTIONS and POST, each a straight line of steps. */
public final class EasEndpoint {
    /** What is answered 405; 501 is for methods that nobody knows (MS-ASHTTP_R187). */
    private static final Set<String> OTHER_METHODS =
            Set.of("GET", "HEAD", "PUT", "DELETE", "TRACE", "CONNECT", "PATCH");

    /** Not standard: the client went away before it was answered. Stands in the log only. */
    private static final int CLIENT_GONE = 499;

    private final Commands commands;
    private final Backends backends;
    private final Gate gate;
    private final HeldRequests held;
    private final Events events;
    private final Bodies bodies;
    private final Failures failures;

    public EasEndpoint(
            Commands commands, Backends backends, Gate gate, HeldRequests held, HttpLimits limits, Events events) {
        this.commands = commands;
        this.backends = backends;
        this.gate = gate;
        this.held = held;
        this.events = events;
        bodies = new Bodies(limits);
        failures = new Failures(events);
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
        login(wire, credentials(wire));
        Answer answer = Answer.empty(200)
                .with("MS-ASProtocolVersions", Version.header())
                .with("MS-ASProtocolCommands", commands.header())
                .with("Public", Answer.METHODS)
                .with("Allow", Answer.METHODS);
        Responder.send(wire, signed(answer));
    }

    private void post(Wire wire) throws Refusal {
        long began = System.nanoTime();
        Backend backend = login(wire, credentials(wire));
        Asked asked = Asked.of(RequestLine.of(wire.query()), wire::header, commands);
        Served served = serve(wire, asked, backend);
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

    private static Credentials credentials(Wire wire) throws Refusal {
        return wire.credentials().orElseThrow(Refusal::challenge);
    }

    /** A phone that is told 401 asks its user for a new password, so anything but a clear no is "later" (law 7). */
    private Backend login(Wire wire, Credentials credentials) throws Refusal {
        try {
            return backends.login(credentials);
        } catch (BackendException refused) {
            String reason = Printable.of(String.valueOf(refused.getMessage()), 300);
            if (refused.kind() != BackendException.Kind.LOGIN)
                throw Refusal.told(Answer.refusal(503, "the mail host cannot be asked now"), reason);
            events.emit(new Event.LoginRefused(wire.address(), Printable.of(credentials.user(), 100), reason));
            throw Refusal.told(Answer.refusal(401, "the mail host refuses this login"), reason);
        }
    }

    /** From here on the device is known, and whatever comes is an outcome of its command. */
    private Served serve(Wire wire, Asked asked, Backend backend) throws Refusal {
        String command = asked.command().name();
        try (var _ = backends.hold(backend)) {
            Reply reply = reply(wire, asked, backend);
            boolean gzip = wire.header("Accept-Encoding").map(Gzip::isAccepted).orElse(false);
            Answer answer = signed(Replies.render(reply, gzip));
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

    private Reply reply(Wire wire, Asked asked, Backend backend) throws Exception {
        Optional<Reply> refused = gate.refusal(new Gate.Visitor(
                backend.account().id(),
                asked.sender().deviceId(),
                asked.sender().deviceType(),
                asked.userAgent(),
                asked.policyKey(),
                asked.command().name(),
                asked.version()));
        if (refused.isPresent()) return refused.get();
        try (Bodies.Body body = bodies.read(wire, asked)) {
            var call = new Call(
                    asked.version(),
                    asked.sender().deviceId(),
                    backend,
                    body.document(),
                    body.mail(),
                    asked.parameters(),
                    asked.multipart(),
                    new Held());
            if (!asked.command().mayWait()) return asked.command().command().handle(call);
            // What a device waits with is small, and would be counted for as long as it waits.
            body.uncount();
            return held(wire, asked.command().command(), call);
        }
    }

    /** A newer request of the same device ends this one, and so does its client when it hangs up. */
    private Reply held(Wire wire, Command command, Call call) throws Exception {
        Held waiting = call.held();
        held.entered(call.account(), call.deviceId(), waiting);
        try (var _ = HangUpWatch.start(wire, () -> waiting.end(Held.End.HUNG_UP))) {
            Reply reply = command.handle(call);
            if (waiting.ended().equals(Optional.of(Held.End.HUNG_UP))) throw new ClientGone("the client hung up");
            return reply;
        } finally {
            held.left(call.account(), call.deviceId(), waiting);
        }
    }

    private static Answer signed(Answer answer) {
        return answer.with("MS-Server-ActiveSync", Version.V16_1.text()).with("Cache-Control", "private");
    }
}
