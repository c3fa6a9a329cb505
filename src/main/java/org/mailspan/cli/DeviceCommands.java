package org.mailspan.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.mailspan.cli.Device.Deed;
import org.mailspan.cli.Device.Which;
import org.mailspan.store.WipeRow.Kind;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The table of {@code mailspan device} commands. */
final class DeviceCommands {
    private static final String WHICH =
            "DEVICE is its id, the beginning of that, or its name. USER may be left out where"
                    + " one device alone is called so.";

    private final Terminal terminal;

    private DeviceCommands(Terminal terminal) {
        this.terminal = terminal;
    }

    static CommandSpec spec(Terminal terminal, Runnable usage) {
        return new DeviceCommands(terminal).device(usage);
    }

    private CommandSpec device(Runnable usage) {
        CommandSpec device = Cli.group(
                "device",
                usage,
                "See the devices, let them in, keep them out, wipe them.",
                "",
                "Each command works on the data directory that FILE names, while Mailspan serves or not; a server"
                        + " follows within a second. " + WHICH);
        device.addSubcommand("list", list());
        device.addSubcommand("show", one("show", Deed.Show::new, "Tell all that is known of a device."));
        device.addSubcommand(
                "allow", one("allow", Deed.Allow::new, "Let a device in; takes back an order to wipe it."));
        device.addSubcommand(
                "block", one("block", Deed.Block::new, "Keep a device out. What it has of the mail stays on it."));
        device.addSubcommand(
                "quarantine", one("quarantine", Deed.Quarantine::new, "Keep a device out until it is allowed."));
        device.addSubcommand(
                "wipe",
                wipe(
                        "wipe",
                        Kind.DEVICE,
                        "Have a device delete everything that it holds.",
                        "For a device that was lost. It does so when it comes next, confirms it, and stays outside"
                                + " until it is allowed. The order is carried out once."));
        device.addSubcommand(
                "wipe-account",
                wipe(
                        "wipe-account",
                        Kind.ACCOUNT,
                        "Have a device delete this account alone (16.1).",
                        "It does so when it comes next, confirms it, and stays outside until it is allowed."));
        device.addSubcommand("resync", one("resync", Deed.Resync::new, "Have a device load its mail anew."));
        device.addSubcommand(
                "forget", one("forget", Deed.Forget::new, "Forget a device: when it comes again it is a new one."));
        device.addSubcommand("log", one("log", Deed.ShowLog::new, "Tell what happened with a device lately."));
        return device;
    }

    private CommandSpec list() {
        PositionalParamSpec file = Cli.settingsFile();
        PositionalParamSpec user = Cli.parameter(1, "USER")
                .arity("0..1")
                .type(String.class)
                .defaultValue("")
                .description("Whose devices; all if left out.")
                .build();
        return Cli.command(
                        "list",
                        "mailspan device list FILE [USER]",
                        () -> Device.list(file.getValue(), user.getValue(), terminal),
                        "List the devices.")
                .addPositional(file)
                .addPositional(user);
    }

    private CommandSpec one(String name, Supplier<Deed> deed, String description) {
        PositionalParamSpec file = Cli.settingsFile();
        PositionalParamSpec words = words();
        return Cli.command(
                        name,
                        "mailspan device " + name + " FILE [USER] DEVICE",
                        () -> Device.run(which(file, words), deed.get(), terminal),
                        description,
                        "",
                        WHICH)
                .addPositional(file)
                .addPositional(words);
    }

    private CommandSpec wipe(String name, Kind kind, String description, String more) {
        PositionalParamSpec file = Cli.settingsFile();
        PositionalParamSpec words = words();
        OptionSpec really = OptionSpec.builder("--really")
                .paramLabel("ID")
                .type(String.class)
                .defaultValue("")
                .description("Its whole id: order it without asking.")
                .build();
        return Cli.command(
                        name,
                        "mailspan device " + name + " FILE [USER] DEVICE [--really ID]",
                        () -> Device.run(which(file, words), new Deed.Wipe(kind, really.getValue()), terminal),
                        description,
                        "",
                        more + " " + WHICH)
                .addPositional(file)
                .addPositional(words)
                .addOption(really);
    }

    private static PositionalParamSpec words() {
        return Cli.parameter(1, "[USER] DEVICE")
                .index("1..2")
                .arity("1..2")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .hideParamSyntax(true)
                .description("Whose, and which one.")
                .build();
    }

    private static Which which(PositionalParamSpec file, PositionalParamSpec words) {
        Path settings = file.getValue();
        List<String> given = words.getValue();
        return Which.of(settings, given);
    }
}
