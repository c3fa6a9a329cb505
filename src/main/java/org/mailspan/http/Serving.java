package org.mailspan.http;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mailspan.backend.Backend;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Backends;
import org.mailspan.command.Call;
import org.mailspan.command.Reply;
import org.mailspan.command.WaitingCommand;
import org.mailspan.event.Event;
import org.mailspan.event.Events;
import org.mailspan.protocol.Version;
import org.mailspan.push.Held;
import org.mailspan.push.HeldRequests;
import org.mailspan.push.Lifetimes;

/**
 * One request of a device, from its login to its answer: in one step, or in one more for each time that it waits. What it
 * takes is given back with the last.
 */
final class Serving implements Step {
    /** Not standard: the client went away before it was answered. Stands in the log only. */
    static final int CLIENT_GONE = 499;

    private final Needs needs;
    private final Wire wire;
    private final Asked asked;
    private final Backend backend;
    private final Arrival arrival;
    private final Heard heard;
    private final Backends.Hold hold;
    private Turns.@Nullable Turn turn;
    private @Nullable Waiting waiting;

    /** What all requests are served with. */
    record Needs(
            Turns turns,
            Backends backends,
            Gate gate,
            HeldRequests held,
            Lifetimes lifetimes,
            Bodies bodies,
            UnknownElements unknown,
            Failures failures,
            Events events) {}

    /**
     * @param began nanoTime
     * @param mark of {@link HeldRequests}: what is recalled from then on was not heeded by its judges
     */
    record Arrival(long began, long mark) {}

    Serving(Needs needs, Wire wire, Asked asked, Backend backend, Arrival arrival, Heard heard) {
        this.needs = needs;
        this.wire = wire;
        this.asked = asked;
        this.backend = backend;
        this.arrival = arrival;
        this.heard = heard;
        hold = needs.backends.hold(backend);
    }

    @Override
    public void await() {
        if (waiting != null) waiting.await();
        turn = needs.turns.take();
    }

    @Override
    public Optional<Step> take() throws Refusal {
        try (var _ = turn) {
            return step(waiting == null ? this::judged : waiting::look);
        }
    }

    private Optional<Step> step(Callable<Optional<Reply>> work) throws Refusal {
        boolean over = true;
        try {
            Optional<Served> served = served(work);
            over = served.isPresent();
            served.ifPresent(this::tell);
        } catch (Refusal refusal) {
            heard.ended(refusal.answer().status(), refusal.reason());
            throw refusal;
        } finally {
            if (over) hold.close();
        }
        return over ? Optional.empty() : Optional.of(this);
    }

    private record Served(int status, String detail) {}

    private void tell(Served served) {
        heard.ended(served.status, served.detail);
        needs.events.emit(new Event.RequestServed(
                backend.account().id(),
                asked.sender().deviceId(),
                asked.command().name(),
                asked.version().text(),
                served.status(),
                served.detail(),
                Duration.ofNanos(System.nanoTime() - arrival.began)));
    }

    /** The device is known, and whatever comes is an outcome of its command; empty while it waits. */
    private Optional<Served> served(Callable<Optional<Reply>> work) throws Refusal {
        String command = asked.command().name();
        try {
            Optional<Reply> reply = work.call();
            return reply.isPresent() ? Optional.of(answered(reply.get())) : Optional.empty();
        } catch (Refusal refusal) {
            throw refusal;
        } catch (ClientGone gone) {
            wire.abandon();
            return Optional.of(new Served(CLIENT_GONE, gone.reason()));
        } catch (BackendException failed) {
            if (failed.kind() == BackendException.Kind.LOGIN) needs.backends.doubt(backend);
            return Optional.of(failed(needs.failures.host(backend.account().id(), command, failed)));
        } catch (Throwable broken) {
            return Optional.of(failed(needs.failures.ours(command, broken)));
        }
    }

    private Served answered(Reply reply) throws IOException, BackendException, Refusal {
        boolean gzip = wire.header("Accept-Encoding").map(Gzip::isAccepted).orElse(false);
        Answer answer = signed(Replies.render(reply, gzip));
        heard.answer(answer.status(), reply);
        Responder.send(wire, answer);
        return new Served(answer.status(), Replies.outcome(reply));
    }

    private Served failed(Answer instead) {
        try {
            if (wire.isStarted()) throw new ClientGone("cut off: half of the answer was sent");
            Responder.send(wire, signed(instead));
            return new Served(instead.status(), "failed");
        } catch (IOException | BackendException notSent) {
            wire.abandon();
            return new Served(instead.status(), "failed, " + notSent.getMessage());
        }
    }

    private Optional<Reply> judged() throws Exception {
        Optional<Reply> refused = needs.gate.refusal(new Gate.Visitor(
                backend,
                wire.address(),
                asked.sender().deviceId(),
                asked.sender().deviceType(),
                asked.userAgent(),
                asked.policyKey(),
                asked.command().name(),
                asked.version()));
        return refused.isPresent() ? refused : commanded();
    }

    private Optional<Reply> commanded() throws Exception {
        try (Bodies.Body body = needs.bodies.read(wire, asked, backend.account().id())) {
            heard.request(body.document(), body.mail());
            if (body.document().isPresent())
                needs.unknown.tell(
                        backend.account().id(), asked, body.document().get());
            if (!(asked.command().command() instanceof WaitingCommand command))
                return Optional.of(asked.command().command().handle(call(body, new Held())));
            var way = Lifetimes.Way.of(backend.account().id(), asked.sender().deviceId(), wire.address());
            waiting = new Waiting(needs.held, needs.lifetimes, needs.events, wire, way);
            return waiting.begin(command, call(body, waiting.held()), arrival.mark);
        }
    }

    private Call call(Bodies.Body body, Held held) {
        return new Call(
                asked.version(),
                asked.sender().deviceId(),
                backend,
                body.document(),
                body.mail(),
                asked.parameters(),
                asked.multipart(),
                held);
    }

    static Answer signed(Answer answer) {
        return answer.with("MS-Server-ActiveSync", Version.V16_1.text()).with("Cache-Control", "private");
    }
}
