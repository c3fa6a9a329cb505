package org.mailspan.support;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** What a {@link WeatherProxy} does at each step of what bridge and host say to each other. Asked by many threads. */
@FunctionalInterface
public interface Weather {
    Weather FINE = step -> new Act.Pass();

    Act at(Step step);

    /** Who speaks; CALLER stands for a connection that is made, before the host hears of it. */
    enum From {
        CALLER,
        BRIDGE,
        HOST
    }

    /**
     * One line, or one literal, on its way.
     *
     * @param connection counted from 0
     * @param command what was asked last, in capitals: {@code UID FETCH}, {@code SELECT}, {@code RCPT}
     * @param text without its line end; {@code {literal}}, {@code {message}} or {@code {octets}} for what is no line
     */
    record Step(int connection, From from, String command, String text) {
        public boolean asks(String what) {
            return from == From.BRIDGE && isCommand() && command.equals(what);
        }

        /** Whether this is the beginning of a command rather than what goes on from it. */
        public boolean isCommand() {
            return from == From.BRIDGE && text.toUpperCase(Locale.ROOT).contains(command) && !command.isEmpty();
        }

        /** Whether the host tells the outcome of a command: IMAP's tagged line, the last one of an answer of SMTP. */
        public boolean isOutcome() {
            return from == From.HOST && text.matches("(?s)(?![*+] ?)\\S+ (OK|NO|BAD)\\b.*|\\d{3} .*");
        }

        public boolean isLiteral() {
            return text.equals("{literal}") || text.equals("{message}");
        }
    }

    /** What happens to it. */
    sealed interface Act {
        record Pass() implements Act {}

        /** Both sides hear that the connection ends; what was on its way does not arrive. */
        record Cut() implements Act {}

        record CutAfter() implements Act {}

        /** Half of it arrives. */
        record CutInside() implements Act {}

        /** From here on nothing passes on this connection, either way, and nobody is told. */
        record Silence() implements Act {}

        record Late(Duration by) implements Act {}

        /** This instead of what was said, to the same side. Empty for nothing. */
        record Instead(String text) implements Act {}

        /** Instead of what was said the bridge hears this, and then that the connection ends. */
        record Bye(String text) implements Act {}

        /** The host never hears of the command, and the bridge hears this, after the tag of its command. */
        record Answer(String text) implements Act {}
    }

    /** At each step of this kind. */
    static Weather whenever(Predicate<Step> when, Act act) {
        return step -> when.test(step) ? act : new Act.Pass();
    }

    /** The host refuses a command: {@code refuses("UID STORE", "NO [LIMIT] enough")}. */
    static Weather refuses(String command, String answer) {
        return whenever(step -> step.asks(command), new Act.Answer(answer));
    }

    /** The host says something else. */
    static Weather rewritten(UnaryOperator<String> lines) {
        return step ->
                step.from == From.HOST && !step.isLiteral() ? new Act.Instead(lines.apply(step.text)) : new Act.Pass();
    }

    /** Something that happens once, at the first step of a kind or at the nth. */
    class Once implements Weather {
        private final Predicate<Step> when;
        private final Act act;
        private final AtomicBoolean fired = new AtomicBoolean();
        private volatile String where = "nowhere";

        public Once(Predicate<Step> when, Act act) {
            this.when = when;
            this.act = act;
        }

        /** @param number of the step, from 0; connections that are made are counted too */
        public static Once atStep(int number, Act act) {
            var count = new AtomicInteger();
            return new Once(step -> count.getAndIncrement() == number, act);
        }

        @Override
        public Act at(Step step) {
            if (fired.get() || !when.test(step) || !fired.compareAndSet(false, true)) return new Act.Pass();
            where = step.toString();
            return act;
        }

        public boolean fired() {
            return fired.get();
        }

        /** The step at which it happened. */
        public String where() {
            return where;
        }
    }
}
