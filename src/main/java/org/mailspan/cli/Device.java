package org.mailspan.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mailspan.backend.Credentials;
import org.mailspan.cli.KnownDevices.Known;
import org.mailspan.cli.KnownDevices.Result;
import org.mailspan.device.Admissions;
import org.mailspan.device.Deciding;
import org.mailspan.device.SelfDescription;
import org.mailspan.store.CachedDevices;
import org.mailspan.store.DecisionRow;
import org.mailspan.store.DecisionRow.Errand;
import org.mailspan.store.Decisions;
import org.mailspan.store.DeviceLogRow;
import org.mailspan.store.DeviceRow;
import org.mailspan.store.SqliteDecisions;
import org.mailspan.store.WipeRow;

/** {@code device ... FILE}: shows devices and decides of them, beside the process that serves or without it. */
final class Device {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    private final Decisions decisions;
    private final List<DeviceRow> cached;
    private final Terminal terminal;
    private final InstantSource clock = InstantSource.system();

    private Device(Decisions decisions, List<DeviceRow> cached, Terminal terminal) {
        this.decisions = decisions;
        this.cached = cached;
        this.terminal = terminal;
    }

    /**
     * Which device is meant.
     *
     * @param user as it is typed into a phone; empty if the device is the only one of that name
     * @param device its id, the beginning of it, or its name
     */
    record Which(Path file, String user, String device) {
        /** @param words USER and DEVICE, or DEVICE alone */
        static Which of(Path file, List<String> words) {
            return new Which(file, words.size() > 1 ? words.getFirst() : "", words.getLast());
        }
    }

    /** What is to be done with it. */
    sealed interface Deed {
        record Show() implements Deed {}

        record ShowLog() implements Deed {}

        record Allow() implements Deed {}

        record Block() implements Deed {}

        record Quarantine() implements Deed {}

        record Resync() implements Deed {}

        record Forget() implements Deed {}

        /** @param really the id of the device, written out by whoever does not want to be asked; else empty */
        record Wipe(WipeRow.Kind kind, String really) implements Deed {}
    }

    private interface Work {
        int run(Device devices, Settings settings) throws IOException;
    }

    /** @param user empty for all */
    static int list(Path file, String user, Terminal terminal) throws IOException {
        return open(file, terminal, (devices, settings) -> devices.list(account(settings, user)));
    }

    static int run(Which which, Deed deed, Terminal terminal) throws IOException {
        return open(
                which.file, terminal, (devices, settings) -> devices.find(which, account(settings, which.user), deed));
    }

    private static int open(Path file, Terminal terminal, Work work) throws IOException {
        return switch (Settings.read(file)) {
            case Settings.Result.Bad(var mistakes) -> {
                terminal.print(mistakes, file.toString());
                yield Cli.WRONG_USE;
            }
            case Settings.Result.Good(var settings, var _) -> {
                Path data = settings.dataDirectory();
                if (!Files.exists(data.resolve("decisions.db")) && !Files.exists(data.resolve("cache.db"))) {
                    terminal.err().println("There are no devices: Mailspan has not served with " + data + " yet.");
                    yield Cli.FAILED;
                }
                // Else the library that brings a database up to date tells of each step.
                Log.toStandardError().adoptJavaUtilLogging();
                try (var decisions = SqliteDecisions.open(data, terminal.err()::println)) {
                    List<DeviceRow> cached = CachedDevices.in(data);
                    Admissions.letIn(decisions, cached, Instant.now());
                    yield work.run(new Device(decisions, cached, terminal), settings);
                }
            }
        };
    }

    /** A login as the mail host knows it, which is the account's id. */
    private static String account(Settings settings, String user) {
        if (user.isEmpty()) return "";
        String bare = user.substring(user.lastIndexOf('\\') + 1).strip();
        return settings.completed(new Credentials(bare, "")).user().toLowerCase(Locale.ROOT);
    }

    private KnownDevices known() {
        return decisions.read(rows -> KnownDevices.of(rows, cached));
    }

    private int list(String account) {
        List<Known> all = known().of(account).all();
        if (all.isEmpty()) {
            say(account.isEmpty() ? "No device was here yet." : "No device of " + account + " was here yet.");
            return Cli.DONE;
        }
        var columns = new Columns();
        columns.add("USER", "DEVICE", "NAME", "STATE", "LAST SEEN", "VERSION");
        for (Known one : all)
            columns.add(
                    one.account(),
                    one.id(),
                    one.name(),
                    state(one),
                    one.lastSeen().map(this::ago).orElse("never let in"),
                    one.seen().map(DeviceRow::version).orElse(""));
        columns.lines().forEach(terminal.out()::println);
        return Cli.DONE;
    }

    private int find(Which which, String account, Deed deed) throws IOException {
        return switch (known().of(account).named(which.device)) {
            case Result.One(var device) -> done(device, deed);
            case Result.None() -> {
                complain("There is no device " + which.device + (account.isEmpty() ? "" : " of " + account)
                        + ". See mailspan device list.");
                yield Cli.FAILED;
            }
            case Result.Several(var devices) -> {
                complain("More than one device is called " + which.device + ":");
                devices.forEach(one -> complain("  " + one.account() + "  " + one.id() + "  " + one.name()));
                yield Cli.FAILED;
            }
        };
    }

    private int done(Known device, Deed deed) throws IOException {
        var deciding = new Deciding(decisions, clock);
        String account = device.account();
        String id = device.id();
        boolean wipes = device.wipe().filter(Device::isOpen).isPresent();
        switch (deed) {
            case Deed.Show() -> show(device);
            case Deed.ShowLog() -> showLog(device);
            case Deed.Allow() -> {
                deciding.allow(account, id);
                say(called(device) + " is allowed." + (wipes ? " The order to wipe it is taken back." : ""));
            }
            case Deed.Block() -> {
                deciding.block(account, id);
                say(called(device) + " is blocked." + (wipes ? " The order to wipe it stays." : ""));
            }
            case Deed.Quarantine() -> {
                deciding.quarantine(account, id);
                say(called(device) + " is kept out until it is allowed."
                        + (wipes ? " The order to wipe it stays." : ""));
            }
            case Deed.Resync() -> {
                deciding.resync(account, id);
                say(called(device) + " loads its mail anew when it comes next.");
            }
            case Deed.Forget() -> {
                deciding.forget(account, id);
                say(called(device) + " is forgotten; when it comes again it is a new device."
                        + (wipes ? " The order to wipe it is taken back." : ""));
            }
            case Deed.Wipe(var kind, var really) -> {
                return new DeviceWipe(terminal, deciding).order(device, kind, really);
            }
        }
        return Cli.DONE;
    }

    static boolean isOpen(WipeRow wipe) {
        return wipe.state() == WipeRow.State.PENDING || wipe.state() == WipeRow.State.DOUBTFUL;
    }

    /** In a sentence. */
    static String called(Known device) {
        String name = device.name();
        return name.isEmpty() ? device.id() : name + " (" + device.id() + ")";
    }

    /** What is to be seen at a glance. */
    private static String state(Known device) {
        Optional<WipeRow> wipe = device.wipe();
        if (wipe.isPresent()) {
            WipeRow order = wipe.get();
            switch (order.state()) {
                case PENDING -> {
                    return order.delivered().equals(Instant.EPOCH) ? "to be wiped" : "told to wipe itself";
                }
                case DOUBTFUL -> {
                    return "wipe to be confirmed";
                }
                case DONE -> {
                    if (device.decision().decision() == DecisionRow.Decision.BLOCKED) return "wiped";
                }
                case CANCELLED -> {}
            }
        }
        if (device.decision().errand() == Errand.RESYNC) return "allowed, resync";
        return device.decision().decision().name().toLowerCase(Locale.ROOT);
    }

    private void show(Known device) {
        SelfDescription description = device.description();
        DecisionRow decision = device.decision();
        var columns = new Columns();
        columns.add("User:", device.account());
        columns.add("Device:", device.id());
        row(columns, "Name:", description.friendlyName());
        row(columns, "Kind:", description.type().isEmpty() ? decision.type() : description.type());
        row(columns, "Model:", description.model());
        row(columns, "System:", description.system());
        row(columns, "Program:", description.userAgent());
        row(columns, "Version:", device.seen().map(DeviceRow::version).orElse(""));
        columns.add("State:", state(device));
        columns.add("Decided:", decision.reason() + ", " + ago(decision.since()));
        columns.add("First seen:", at(decision.firstSeen()));
        columns.add("Last seen:", device.lastSeen().map(this::ago).orElse("never let in"));
        device.wipe().ifPresent(order -> {
            columns.add("Wipe:", order.kind() == WipeRow.Kind.DEVICE ? "all that it holds" : "the account");
            columns.add("  ordered:", at(order.ordered()));
            row(columns, "  delivered:", order.delivered().equals(Instant.EPOCH) ? "" : at(order.delivered()));
            row(columns, "  done:", order.acknowledged().equals(Instant.EPOCH) ? "" : at(order.acknowledged()));
            if (order.state() == WipeRow.State.CANCELLED) columns.add("  taken back", "");
        });
        columns.lines().forEach(terminal.out()::println);
        if (device.wipe()
                .filter(order -> order.state() == WipeRow.State.DOUBTFUL)
                .isPresent())
            say("The wipe waits to be ordered again: decisions.db was not looked after for a while, and may be a copy"
                    + " from before the device was wiped. It is kept out meanwhile.");
    }

    private static void row(Columns columns, String label, String value) {
        if (!value.isEmpty()) columns.add(label, value);
    }

    private void showLog(Known device) {
        List<DeviceLogRow> log = decisions.read(rows -> rows.deviceLog(device.account(), device.id()));
        if (log.isEmpty()) say("Nothing happened with " + called(device) + " so far.");
        for (DeviceLogRow row : log) say(at(row.at()) + "  " + row.what());
    }

    private String ago(Instant then) {
        return Ages.of(then, clock.instant());
    }

    private static String at(Instant then) {
        return TIME.format(then.atZone(ZoneId.systemDefault()));
    }

    /** Names are a stranger's: no control character of theirs reaches the terminal. */
    private void say(String line) {
        terminal.out().println(Log.escaped(line));
    }

    private void complain(String line) {
        terminal.err().println(Log.escaped(line));
    }
}
