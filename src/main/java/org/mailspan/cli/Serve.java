package org.mailspan.cli;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import org.mailspan.event.Event;
import org.mailspan.event.Events;
import org.mailspan.trace.Trace;

/** {@code serve FILE}: serves phones until the process is told to stop. */
final class Serve {
    /** Held requests are answered at once; what takes longer is a host that does not, and nobody waits for it. */
    private static final Duration LONGEST_STOP = Duration.ofSeconds(8);

    private static final Duration TRACED = Duration.ofHours(1);

    private Serve() {}

    /** @param rehearse stops when phones could connect: the JVM has then loaded what a start needs */
    static int run(Path file, boolean rehearse, Starter starter, Terminal terminal) throws Exception {
        return switch (Settings.read(file)) {
            case Settings.Result.Bad(var mistakes) -> {
                terminal.print(mistakes, file.toString());
                yield Cli.WRONG_USE;
            }
            case Settings.Result.Good(var settings, var warnings) -> {
                serve(settings, warnings, rehearse, starter, terminal);
                yield Cli.DONE;
            }
        };
    }

    private static void serve(
            Settings settings, List<String> warnings, boolean rehearse, Starter starter, Terminal terminal)
            throws Exception {
        Log log = Log.toStandardError();
        log.adoptJavaUtilLogging();
        log.adoptUncaughtExceptions(_ -> true);
        warnings.forEach(warning -> log.write(Level.WARNING, warning, null));
        DataDirectory.forOwnerAlone(
                settings.dataDirectory(), settings.passwords().key());
        Closeable held = DataDirectory.hold(settings.dataDirectory());

        var events = new Events();
        events.listen(new EventLog(log));
        Running bridge = started(() -> starter.start(settings, events, trace(settings.dataDirectory(), log)), held);
        stopWithTheProcess(
                () -> {
                    bridge.close();
                    release(held);
                    events.emit(new Event.Stopped());
                },
                log);
        if (rehearse) {
            terminal.out().println("could serve");
            return;
        }
        String addresses = String.join(" ", bridge.addresses());
        events.emit(new Event.Ready(addresses));
        terminal.out().println("ready " + addresses);
        terminal.out().flush();
        new CountDownLatch(1).await();
    }

    private static Running started(Callable<Running> start, Closeable held) throws Exception {
        try {
            return start.call();
        } catch (Exception failure) {
            release(held);
            throw failure;
        }
    }

    private static void release(Closeable held) {
        try {
            held.close();
        } catch (IOException unlocked) {
            // with the process at the latest
        }
    }

    /** Of everybody only for so long as somebody looks at it: who forgets that it is on has it off. */
    private static Trace trace(Path directory, Log log) {
        InstantSource clock = InstantSource.system();
        if (!log.isTracing()) return new Trace(clock, new TraceFile(directory)::append);
        var trace = new Trace(clock, log::writeTrace);
        log.write(
                Level.WARNING,
                "MAILSPAN_LOG=trace: this log holds mail, of everybody, for " + TRACED.toMinutes()
                        + " minutes from now on; passwords are not in it",
                null);
        trace.begin(new Trace.Wish(
                Optional.empty(), Optional.empty(), clock.instant().plus(TRACED)));
        return trace;
    }

    /** On SIGTERM and SIGINT the JVM runs shutdown hooks, and waits for them: so this one waits for nobody for ever. */
    static void stopWithTheProcess(Runnable stop, Log log) {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> {
            Thread stopping = Thread.ofPlatform().daemon().name("stopping").start(stop);
            try {
                if (!stopping.join(LONGEST_STOP))
                    log.write(
                            Level.WARNING,
                            "not everything could be closed in " + LONGEST_STOP.toSeconds() + " s",
                            null);
            } catch (InterruptedException impatient) {
                Thread.currentThread().interrupt();
            }
        }));
    }
}
