package org.mailspan.trace;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.mailspan.command.Reply;

/** Who is traced, and where it goes. Nobody is until {@link #begin}. */
public final class Trace {
    /** Each costs a look for every request. */
    private static final int MOST_WISHES = 100;

    private final InstantSource clock;
    private final Consumer<String> sink;
    private final Names names = new Names();
    private final List<Wish> wishes = new CopyOnWriteArrayList<>();
    private volatile List<Wish> ordered = List.of();

    /** @param sink takes one exchange at a time, lines that each end in a line feed; called by any thread */
    public Trace(InstantSource clock, Consumer<String> sink) {
        this.clock = clock;
        this.sink = sink;
    }

    /** For bridges that are never traced. */
    public static Trace none() {
        return new Trace(InstantSource.system(), text -> {});
    }

    /**
     * Whose exchanges are wanted.
     *
     * @param account its id; empty for all
     * @param device its DeviceId; empty for all
     * @param until it ends by itself then
     */
    public record Wish(Optional<String> account, Optional<String> device, Instant until) {
        /** Everybody, for as long as the process lives. */
        public static final Wish EVERYTHING = new Wish(Optional.empty(), Optional.empty(), Instant.MAX);

        boolean covers(String whose, String which) {
            return account.map(whose::equals).orElse(true)
                    && device.map(which::equals).orElse(true);
        }
    }

    public void begin(Wish wish) {
        Instant now = clock.instant();
        wishes.removeIf(one -> one.until.isBefore(now));
        if (wishes.size() < MOST_WISHES) wishes.add(wish);
    }

    public void end(Wish wish) {
        wishes.remove(wish);
    }

    /** Those that are ordered by somebody from outside: all of them, each time. */
    public void order(List<Wish> all) {
        ordered = all.stream().limit(MOST_WISHES).toList();
    }

    /** Whether somebody wants to see what this device says now. */
    public boolean covers(String account, String device) {
        List<Wish> orders = ordered;
        if (wishes.isEmpty() && orders.isEmpty()) return false;
        return isWanted(wishes, account, device) || isWanted(orders, account, device);
    }

    private boolean isWanted(List<Wish> by, String account, String device) {
        Instant now = clock.instant();
        for (Wish wish : by) if (wish.covers(account, device) && now.isBefore(wish.until)) return true;
        return false;
    }

    /** A request that will be written together with its answer. */
    public Told told(Asked asked) {
        return new Told(asked, clock.instant());
    }

    /** One exchange; used by one thread. */
    public final class Told {
        private final Asked asked;
        private final Instant began;
        private final Script script;
        private String request = "";

        private Told(Asked asked, Instant began) {
            this.asked = asked;
            this.began = began;
            script = new Script(names.of(asked.account()));
        }

        /** Written down at once: what a device sends may be large, and is not kept for this. */
        public void request(Asked.Body body) {
            request = script.request(asked, body);
        }

        public void answer(int status, Reply reply) {
            write(script.answer(status, reply));
        }

        /** The command came to no answer; {@code detail} is what the log says of it. */
        public void failed(int status, String detail) {
            write(Script.remark(detail) + Script.status(status));
        }

        /** The device went away while it waited. */
        public void unanswered(String detail) {
            write(Script.remark("not answered: " + detail));
        }

        /** The answer that was written did not reach the device. */
        public void notSent(String detail) {
            sink.accept(Script.remark("not sent: " + detail));
        }

        private void write(String answer) {
            if (request.isEmpty()) request = script.request(asked, Asked.Body.UNREAD);
            Duration took = Duration.between(began, clock.instant());
            String agent = asked.userAgent().isEmpty() ? "" : " " + asked.userAgent();
            String head = "%s %s%s, %d ms".formatted(began, asked.account(), agent, took.toMillis());
            sink.accept("\n" + Script.remark(head) + request + answer);
        }
    }
}
