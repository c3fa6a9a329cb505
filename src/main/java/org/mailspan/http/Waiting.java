package org.mailspan.http;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mailspan.command.Call;
import org.mailspan.command.Reply;
import org.mailspan.command.Vigil;
import org.mailspan.command.WaitingCommand;
import org.mailspan.event.Event;
import org.mailspan.event.Events;
import org.mailspan.push.Held;
import org.mailspan.push.HeldRequests;
import org.mailspan.push.Lifetimes;

/**
 * A request at a command that may wait: a newer one of the same device ends it, and so does its client when it hangs up.
 * For one thread at a time.
 */
final class Waiting {
    private final HeldRequests all;
    private final Lifetimes lifetimes;
    private final Events events;
    private final Wire wire;
    private final Lifetimes.Way way;
    private final Held held;
    private final long began = System.nanoTime();
    private HangUpWatch.@Nullable Stop watch;
    private @Nullable Vigil vigil;

    Waiting(HeldRequests all, Lifetimes lifetimes, Events events, Wire wire, Lifetimes.Way way) {
        this.all = all;
        this.lifetimes = lifetimes;
        this.events = events;
        this.wire = wire;
        this.way = way;
        held = new Held(lifetimes.longest(way));
    }

    /** What tells a command that it is to end. */
    Held held() {
        return held;
    }

    /**
     * @param mark of before the request was judged
     * @return empty if there is nothing to answer yet
     */
    Optional<Reply> begin(WaitingCommand command, Call call, long mark) throws Exception {
        all.entered(way.account(), way.device(), held, mark);
        return untilReply(() -> {
            watch = HangUpWatch.start(wire, () -> held.end(Held.End.HUNG_UP));
            Vigil begun = command.begin(call);
            vigil = begun;
            return begun.look();
        });
    }

    void await() {
        try {
            vigil().await();
        } catch (InterruptedException stopped) {
            held.end(Held.End.STOPPING);
        }
    }

    Optional<Reply> look() throws Exception {
        return untilReply(vigil()::look);
    }

    private Vigil vigil() {
        return Objects.requireNonNull(vigil);
    }

    private Optional<Reply> untilReply(Callable<Optional<Reply>> look) throws Exception {
        boolean over = true;
        try {
            Optional<Reply> reply = look.call();
            over = reply.isPresent();
            if (over) lived(Duration.ofNanos(System.nanoTime() - began));
            return reply;
        } finally {
            if (over) close();
        }
    }

    private void lived(Duration age) throws ClientGone {
        if (held.ended().equals(Optional.of(Held.End.HUNG_UP))) {
            if (lifetimes.died(way, age))
                events.emit(new Event.ConnectionsCut(way.account(), way.device(), wire.address(), age));
            throw new ClientGone("the client hung up");
        }
        lifetimes.answered(way, age);
    }

    private void close() throws ClientGone {
        try (var _ = watch;
                var _ = vigil) {
            all.left(way.account(), way.device(), held);
        }
    }
}
