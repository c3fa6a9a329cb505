package org.mailspan.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mailspan.backend.Account;
import org.mailspan.store.Decisions;
import org.mailspan.store.SqliteDecisions;
import org.mailspan.store.TraceRow;

/** {@code trace FILE USER DEVICE}: has what one device and Mailspan say to each other written down, for a while. */
final class TraceOrder {
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

    private final Asked asked;
    private final Terminal terminal;
    private final InstantSource clock;

    /** @param span {@code 15m}, {@code 2h} */
    record Asked(Path file, String user, String device, String span, boolean stop, boolean yes) {}

    private TraceOrder(Asked asked, Terminal terminal, InstantSource clock) {
        this.asked = asked;
        this.terminal = terminal;
        this.clock = clock;
    }

    static int run(Asked asked, Terminal terminal) throws IOException {
        Optional<Duration> span = span(asked.span);
        if (span.isEmpty()) {
            terminal.err()
                    .println("--for takes minutes or hours, up to a day (15m, 2h), not: " + Log.escaped(asked.span));
            return Cli.WRONG_USE;
        }
        return switch (Settings.read(asked.file)) {
            case Settings.Result.Bad(var mistakes) -> {
                terminal.print(mistakes, asked.file.toString());
                yield Cli.WRONG_USE;
            }
            case Settings.Result.Good(var settings, var _) -> {
                Optional<String> account = Account.idOf(asked.user, settings.userDomain());
                if (account.isEmpty()) {
                    terminal.err().println("This is no login: " + Log.escaped(asked.user));
                    yield Cli.WRONG_USE;
                }
                DataDirectory.make(settings.dataDirectory());
                Log.toStandardError().adoptJavaUtilLogging();
                try (Decisions decisions = SqliteDecisions.open(settings.dataDirectory(), terminal.err()::println)) {
                    yield new TraceOrder(asked, terminal, InstantSource.system())
                            .run(decisions, account.get(), span.get(), new TraceFile(settings.dataDirectory()));
                }
            }
        };
    }

    /** Empty for what is none, or too long. */
    static Optional<Duration> span(String text) {
        try {
            Duration span = Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
            boolean sound = span.compareTo(Duration.ZERO) > 0 && span.compareTo(LONGEST) <= 0;
            return sound ? Optional.of(span) : Optional.empty();
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private int run(Decisions decisions, String account, Duration span, TraceFile file) throws IOException {
        Optional<String> device = device(decisions, account);
        if (device.isEmpty()) return Cli.FAILED;
        String name = Log.escaped(device.get()) + " of " + Log.escaped(account);
        if (asked.stop) {
            boolean was = decisions.write(rows -> rows.removeTrace(account, device.get()));
            terminal.out()
                    .println(
                            was
                                    ? "The trace of " + name + " ends. " + left(file)
                                    : "There is no trace of " + name + ".");
            return Cli.DONE;
        }
        Instant until = clock.instant().plus(span).truncatedTo(ChronoUnit.SECONDS);
        terminal.out()
                .println("What " + name + " and Mailspan say to each other goes into " + file.path() + " until "
                        + TIME.format(until.atZone(ZoneId.systemDefault()))
                        + ": subjects, addresses and mail, as far as the device reads or sends them. Passwords"
                        + " do not.");
        if (!asked.yes && !terminal.confirm("Write it down?")) {
            terminal.out().println("Nothing is written down.");
            return Cli.FAILED;
        }
        decisions.update(rows -> rows.putTrace(new TraceRow(account, device.get(), until), clock.instant()));
        terminal.out().println("It has begun. " + left(file));
        return Cli.DONE;
    }

    private static String left(TraceFile file) {
        return "Remove " + file.path() + " when it is of no use any more.";
    }

    /** One that was never here may be meant by its id: perhaps it cannot come in. */
    private Optional<String> device(Decisions decisions, String account) {
        var known = decisions.read(rows -> KnownDevices.of(rows, List.of())).of(account);
        return switch (known.named(asked.device)) {
            case KnownDevices.Result.One(var one) -> Optional.of(one.id());
            case KnownDevices.Result.None() -> Optional.of(asked.device);
            case KnownDevices.Result.Several(var several) -> {
                terminal.err()
                        .println(several.size() + " devices of " + Log.escaped(account)
                                + " are called so; take the id of one (mailspan device list).");
                yield Optional.empty();
            }
        };
    }
}
