package org.mailspan.cli;

import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.Supplier;
import org.mailspan.cli.Password.Deed;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The table of {@code mailspan password} commands. */
final class PasswordCommands {
    private static final String MAIL_PASSWORD =
            "The mail password is taken from MAILSPAN_PASSWORD, or asked for, or read from standard input; the mail"
                    + " host is asked whether it is right.";

    private final Terminal terminal;

    private PasswordCommands(Terminal terminal) {
        this.terminal = terminal;
    }

    static CommandSpec spec(Terminal terminal, Runnable usage) {
        return new PasswordCommands(terminal).password(usage);
    }

    private CommandSpec password(Runnable usage) {
        CommandSpec password = Cli.group(
                "password",
                usage,
                "Make app passwords, one for each device, and take them back.",
                "",
                "A device with an app password does not hold the mail password, and can be shut out alone. Each command"
                        + " works on the data directory that FILE names, while Mailspan serves or not; a server follows"
                        + " within a second.");
        password.addSubcommand("add", add());
        password.addSubcommand("list", list());
        password.addSubcommand("revoke", revoke());
        password.addSubcommand("renew", renew());
        return password;
    }

    private CommandSpec add() {
        OptionSpec device = device("What its owner calls the device, to tell it from others.");
        return of(
                        "add",
                        "mailspan password add FILE USER [--device NAME]",
                        user(),
                        user -> new Deed.Add(user, device.getValue()),
                        "Make an app password, and show it once.",
                        "",
                        "It goes where the phone asks for a password. The first device that uses it is the only one"
                            + " that can. With the first one of USER the mail password is stored, sealed with a key. "
                                + MAIL_PASSWORD)
                .addOption(device);
    }

    private CommandSpec list() {
        PositionalParamSpec user = Cli.parameter(1, "USER")
                .arity("0..1")
                .type(String.class)
                .defaultValue("")
                .description("Whose; everybody's if left out.")
                .build();
        return of(
                "list",
                "mailspan password list FILE [USER]",
                user,
                Deed.List::new,
                "List app passwords by their ids, which are their first four letters.");
    }

    private CommandSpec revoke() {
        OptionSpec device = device("Only those of this device: its name, its DeviceId, or the id of the password.");
        OptionSpec yes = Cli.flag("--yes", "Take back all of USER without asking.");
        return of(
                        "revoke",
                        "mailspan password revoke FILE USER [--device NAME | --yes]",
                        user(),
                        user -> new Deed.Revoke(user, device.getValue(), yes.getValue()),
                        "Take app passwords back.",
                        "",
                        "Devices with them are refused from then on, and what waits for mail on them ends. With the"
                                + " last one of USER the stored mail password is removed.")
                .addOption(device)
                .addOption(yes);
    }

    private CommandSpec renew() {
        return of(
                "renew",
                "mailspan password renew FILE USER",
                user(),
                Deed.Renew::new,
                "Store the mail password of USER anew, after it was changed.",
                "",
                "App passwords stay what they are and work again at once. " + MAIL_PASSWORD);
    }

    private static PositionalParamSpec user() {
        return Cli.parameter(1, "USER")
                .type(String.class)
                .description("The login, as it is typed into a phone.")
                .build();
    }

    private static OptionSpec device(String description) {
        return OptionSpec.builder("--device")
                .paramLabel("NAME")
                .type(String.class)
                .defaultValue("")
                .description(description)
                .build();
    }

    private CommandSpec of(
            String name,
            String synopsis,
            PositionalParamSpec user,
            Function<String, Deed> deed,
            String... description) {
        PositionalParamSpec file = Cli.settingsFile();
        Supplier<Path> path = file::getValue;
        return Cli.command(
                        name,
                        synopsis,
                        () -> Password.run(path.get(), deed.apply(user.getValue()), terminal),
                        description)
                .addPositional(file)
                .addPositional(user);
    }
}
