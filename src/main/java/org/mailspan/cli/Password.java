package org.mailspan.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.Predicate;
import org.mailspan.backend.Account;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Credentials;
import org.mailspan.backend.imap.ImapConnector;
import org.mailspan.event.Events;
import org.mailspan.password.Issuing;
import org.mailspan.store.AppPasswordRow;
import org.mailspan.store.Decisions;
import org.mailspan.store.SqliteDecisions;

/** {@code password add|list|revoke|renew FILE USER}: an owner's app passwords. */
final class Password {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy-MM-dd");

    private final Settings settings;
    private final Terminal terminal;
    private final Issuing issuing;

    private Password(Settings settings, Terminal terminal, Issuing issuing) {
        this.settings = settings;
        this.terminal = terminal;
        this.issuing = issuing;
    }

    /** What is to be done, for whom: {@code user} as it was typed. */
    sealed interface Deed {
        String user();

        record Add(String user, String device) implements Deed {}

        /** @param user may be empty, for everybody */
        record List(String user) implements Deed {}

        /** @param device may be empty, for all */
        record Revoke(String user, String device, boolean yes) implements Deed {}

        record Renew(String user) implements Deed {}
    }

    static int run(Path file, Deed deed, Terminal terminal) throws Exception {
        return switch (Settings.read(file)) {
            case Settings.Result.Bad(var mistakes) -> {
                terminal.print(mistakes, file.toString());
                yield Cli.WRONG_USE;
            }
            case Settings.Result.Good(var settings, var _) -> {
                DataDirectory.make(settings.dataDirectory());
                // Else the library that brings a database up to date tells of each step.
                Log.toStandardError().adoptJavaUtilLogging();
                try (Decisions decisions = SqliteDecisions.open(settings.dataDirectory(), terminal.err()::println)) {
                    var host = new ImapConnector(settings.imap(), settings.smtp(), settings.userDomain(), new Events());
                    var key = settings.passwords().key();
                    yield new Password(settings, terminal, new Issuing(decisions, key, host, InstantSource.system()))
                            .run(deed);
                }
            }
        };
    }

    private int run(Deed deed) throws Exception {
        Optional<String> account = Account.idOf(deed.user(), settings.userDomain());
        if (account.isEmpty() && !deed.user().isEmpty()) {
            terminal.err().println("This is no login: " + Log.escaped(deed.user()));
            return Cli.WRONG_USE;
        }
        switch (deed) {
            case Deed.Add(var user, var device) -> add(user, account.orElseThrow(), device);
            case Deed.List _ -> list(account.orElse(""));
            case Deed.Revoke(var _, var device, var yes) -> {
                return revoke(account.orElseThrow(), device, yes) ? Cli.DONE : Cli.FAILED;
            }
            case Deed.Renew(var user) -> {
                store(user, account.orElseThrow());
                say("The mail password of " + account.get() + " is stored; its app passwords go on.");
            }
        }
        return Cli.DONE;
    }

    private void store(String user, String account) throws IOException {
        var mail = settings.completed(new Credentials(user, terminal.password(user)));
        try {
            issuing.storeMailPassword(account, mail);
        } catch (BackendException refused) {
            throw new IOException(
                    refused.kind() == BackendException.Kind.LOGIN
                            ? "the mail host refuses this login: " + refused.getMessage()
                            : "the mail host cannot be asked now: " + refused.getMessage(),
                    refused);
        }
    }

    private void add(String user, String account, String device) throws IOException, InterruptedException {
        if (!issuing.hasMailPassword(account)) store(user, account);
        Issuing.Made made = issuing.make(account, device.strip())
                .orElseThrow(() -> new IOException(account + " has " + Issuing.MOST
                        + " app passwords already: revoke those of which no device is left"));
        say("The app password of " + account + (device.isBlank() ? "" : " for " + device.strip()) + ":");
        say("");
        say("    " + made.password());
        say("");
        say("Type it where the phone asks for a password, with or without the hyphens. It is not shown again, and the"
                + " first device that uses it is the only one that can. To take it back:");
        say("mailspan password revoke FILE " + account + " --device " + made.id());
    }

    private void list(String account) {
        var rows = issuing.list(account);
        if (rows.isEmpty()) say("There is no app password" + (account.isEmpty() ? "." : " of " + account + "."));
        var columns = new Columns();
        if (!rows.isEmpty()) columns.add("ID", "LOGIN", "NAME", "MADE", "USED", "DEVICE");
        for (AppPasswordRow row : rows)
            columns.add(
                    row.id(),
                    row.account(),
                    row.name().isEmpty() ? "-" : row.name(),
                    day(row.made()),
                    day(row.used()),
                    row.device().isEmpty() ? "none yet" : row.device());
        columns.lines().forEach(this::say);
    }

    private static String day(Instant at) {
        return at.equals(Instant.EPOCH) ? "never" : DAY.format(at.atZone(ZoneId.systemDefault()));
    }

    private boolean revoke(String account, String device, boolean yes) throws IOException {
        Predicate<AppPasswordRow> meant = row -> device.isEmpty()
                || row.id().equals(device)
                || row.name().equals(device)
                || row.device().equals(device);
        long count = issuing.list(account).stream().filter(meant).count();
        if (count == 0) {
            say("There is no app password of " + account + (device.isEmpty() ? "." : " for " + device + "."));
            return false;
        }
        boolean sure = yes
                || !device.isEmpty()
                || terminal.confirm("Revoke " + (count == 1 ? "the app password" : "all " + count + " app passwords")
                        + " of " + account + "?");
        if (!sure) {
            say("Nothing was revoked.");
            return false;
        }
        for (AppPasswordRow row : issuing.revoke(account, meant))
            say("Revoked " + row.id() + (row.name().isEmpty() ? "" : " (" + row.name() + ")") + " of " + account + ".");
        return true;
    }

    /** Names are a stranger's: no control character of theirs reaches the terminal. */
    private void say(String line) {
        terminal.out().println(Log.escaped(line));
    }
}
