package org.mailspan.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.function.Predicate;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/**
 * One readable line per entry: time, level, text. Whatever the text holds, it stays one line and moves no cursor: names
 * and addresses in it come from strangers (log injection, CWE-117).
 */
final class Log {
    static final DateTimeFormatter DATE_AND_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
    static final DateTimeFormatter TIME_OF_DAY = DateTimeFormatter.ofPattern("HH:mm:ss");

    private static final Level TRACE = Level.FINEST;

    private static final int LONGEST = 4_000;

    private static final int MOST_CAUSES = 10;

    private final PrintStream out;
    private final Clock clock;
    private final DateTimeFormatter time;
    private final Level least;

    /** @param least what is less important is left out */
    Log(PrintStream out, Clock clock, DateTimeFormatter time, Level least) {
        this.out = out;
        this.clock = clock;
        this.time = time;
        this.least = least;
    }

    /** To standard error; MAILSPAN_LOG=debug lets details through, and trace all that is said beside them. */
    static Log toStandardError() {
        return new Log(
                System.err, Clock.system(ZoneId.systemDefault()), DATE_AND_TIME, level(System.getenv("MAILSPAN_LOG")));
    }

    static Level level(@Nullable String wanted) {
        if ("trace".equalsIgnoreCase(wanted)) return TRACE;
        return "debug".equalsIgnoreCase(wanted) ? Level.FINE : Level.INFO;
    }

    boolean isTracing() {
        return least.equals(TRACE);
    }

    /** As it is: whoever made it saw to it that each of its lines is one. */
    void writeTrace(String lines) {
        out.print(lines);
        out.flush();
    }

    void write(Level level, String text, @Nullable Throwable cause) {
        if (level.intValue() < least.intValue()) return;
        // Between the exchanges of a trace, which is a dialogue, all else is a comment.
        var lines = new StringBuilder(160)
                .append(isTracing() ? "# " : "")
                .append(time.format(clock.instant().atZone(clock.getZone())))
                .append(' ')
                .append(name(level))
                .append(' ')
                .append(line(text))
                .append('\n');
        if (cause != null)
            trace(cause, least.intValue() < Level.INFO.intValue())
                    .lines()
                    .forEach(line -> lines.append(isTracing() ? "# " : "")
                            .append("    ")
                            .append(line(line))
                            .append('\n'));
        // One print, so that lines of several threads do not mix.
        out.print(lines);
        out.flush();
    }

    /**
     * A longer line is cut in two by journald (at 48 KB), and the second half might be what a stranger wrote, and look like
     * a line of ours.
     */
    private static String line(String text) {
        String escaped = escaped(text);
        return escaped.length() <= LONGEST ? escaped : escaped.substring(0, LONGEST) + " ...";
    }

    /** Lets the libraries' log records come here: their warnings, and with debug also what they do. */
    void adoptJavaUtilLogging() {
        LogManager.getLogManager().reset();
        Logger root = Logger.getLogger("");
        root.addHandler(new Adopting(this));
        boolean debug = least.intValue() < Level.INFO.intValue();
        root.setLevel(debug ? Level.INFO : Level.WARNING);
    }

    /** A thread that dies of something unforeseen says so here. */
    void adoptUncaughtExceptions(Predicate<Throwable> worthTelling) {
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            if (worthTelling.test(failure))
                write(Level.SEVERE, "thread " + thread.getName() + " ended by " + failure, failure);
        });
    }

    /**
     * Control characters as in Java source, and those that change the direction of what follows, so that a line looks
     * the way it is.
     */
    static String escaped(String text) {
        var out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            boolean bad = Character.isISOControl(c)
                    || Character.getType(c) == Character.FORMAT
                    || Character.getType(c) == Character.SURROGATE
                    || c == 0x2028
                    || c == 0x2029;
            if (bad) out.append(c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\u%04x".formatted(c));
            else out.appendCodePoint(c);
        });
        return out.toString();
    }

    /**
     * @param messages which may hold what a mail or a host says: with debug only, since then somebody looks for something
     */
    private static String trace(Throwable cause, boolean messages) {
        if (!messages) return places(cause);
        var text = new StringWriter();
        cause.printStackTrace(new PrintWriter(text));
        return text.toString().replace("\t", "    ");
    }

    private static String places(Throwable cause) {
        var out = new StringBuilder();
        int depth = 0;
        for (Throwable one = cause; one != null && depth < MOST_CAUSES; one = one.getCause(), depth++) {
            out.append(depth == 0 ? "" : "Caused by: ")
                    .append(one.getClass().getName())
                    .append('\n');
            for (StackTraceElement place : one.getStackTrace())
                out.append("    at ").append(place).append('\n');
        }
        return out.toString();
    }

    private static String name(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) return "ERROR";
        if (level.intValue() >= Level.WARNING.intValue()) return "WARN ";
        return level.intValue() >= Level.INFO.intValue() ? "INFO " : "DEBUG";
    }

    private static final class Adopting extends Handler {
        private final Log log;
        private final SimpleFormatter format = new SimpleFormatter();

        Adopting(Log log) {
            this.log = log;
        }

        @Override
        public void publish(LogRecord record) {
            log.write(
                    record.getLevel(),
                    record.getLoggerName() + ": " + format.formatMessage(record),
                    record.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
