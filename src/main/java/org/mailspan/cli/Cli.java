package org.mailspan.cli;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The table of subcommands: their arguments, their help, and the class that does each. */
public final class Cli {
    static final int DONE = 0;
    static final int FAILED = 1;
    /** Also picocli's, for arguments that it does not understand. */
    static final int WRONG_USE = 2;

    private static final String PASSWORD =
            "The password of USER is taken from MAILSPAN_PASSWORD, or asked for, or read from standard input.";

    private final Starter starter;
    private final Terminal terminal;

    private Cli(Starter starter, Terminal terminal) {
        this.starter = starter;
        this.terminal = terminal;
    }

    /** Runs one command to its end; the result is the exit code of the process. */
    public static int run(Starter starter, String... arguments) {
        return run(starter, Terminal.ofThisProcess(), arguments);
    }

    static int run(Starter starter, Terminal terminal, String... arguments) {
        var cli = new Cli(starter, terminal);
        return isPlainServe(arguments)
                ? cli.servePlainly(Path.of(arguments[1]))
                : cli.mailspan().execute(arguments);
    }

    private static boolean isPlainServe(String... arguments) {
        return arguments.length == 2 && arguments[0].equals("serve") && !arguments[1].startsWith("-");
    }

    /** As services say it, without picocli: its 150 classes would stay for months, 3 MB, and take a tenth of a second. */
    private int servePlainly(Path file) {
        try {
            return Serve.run(file, false, starter, terminal);
        } catch (Exception failure) {
            return failed(failure);
        }
    }

    private CommandLine mailspan() {
        CommandSpec mailspan = command(
                "mailspan",
                "mailspan COMMAND",
                this::noCommand,
                "Lets phones use any IMAP mailbox as an Exchange account.",
                "Try it: mailspan demo. Use it: mailspan check FILE, then mailspan serve FILE.");
        mailspan.addSubcommand("serve", serve());
        mailspan.addSubcommand("demo", demo());
        mailspan.addSubcommand("check", check());
        mailspan.addSubcommand("probe", probe());
        mailspan.addSubcommand("purge", purge());
        mailspan.addSubcommand("device", device());
        mailspan.addSubcommand("password", password());
        mailspan.addSubcommand("trace", trace());
        mailspan.addSubcommand("version", version());
        mailspan.usageMessage()
                .commandListHeading("%n")
                .footer("", "Exit code: 0 done, 1 failed, 2 wrong arguments or settings and nothing started.");
        var line = new CommandLine(mailspan);
        line.setUsageHelpWidth(100);
        // An @ begins the name of a device, if one likes that, and not the name of a file with more arguments.
        line.setExpandAtFiles(false);
        line.setParameterExceptionHandler((mistake, arguments) -> wronglyUsed(mistake));
        line.setExecutionExceptionHandler((failure, command, parsed) -> failed(failure));
        line.setOut(writer(terminal.out()));
        line.setErr(writer(terminal.err()));
        return line;
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, stream.charset()), true);
    }

    /** The whole help of check, say, would scroll what is wrong out of sight. */
    private int wronglyUsed(ParameterException mistake) {
        CommandLine command = mistake.getCommandLine();
        PrintWriter err = writer(terminal.err());
        err.println("mailspan: " + Log.escaped(String.valueOf(mistake.getMessage())));
        UnmatchedArgumentException.printSuggestions(mistake, err);
        err.print("Usage: " + command.getHelp().synopsis(0));
        err.println("More: " + command.getCommandSpec().qualifiedName() + " --help");
        return WRONG_USE;
    }

    private int noCommand() {
        mailspan().usage(writer(terminal.err()));
        return WRONG_USE;
    }

    private CommandSpec serve() {
        PositionalParamSpec file = settingsFile();
        OptionSpec rehearse = flag("--rehearse", "Stop when ready; for a class archive, see README.");
        return command(
                        "serve",
                        "mailspan serve FILE [--rehearse]",
                        () -> Serve.run(file.getValue(), rehearse.getValue(), starter, terminal),
                        "Serve phones until told to stop (SIGTERM, Ctrl-C).",
                        "",
                        "Prints one line, \"ready\" and the addresses, when phones can connect. Logs to standard"
                            + " error, with MAILSPAN_LOG=debug in detail, with trace all that phones and Mailspan say,"
                            + " mail too.")
                .addPositional(file)
                .addOption(rehearse);
    }

    private CommandSpec demo() {
        OptionSpec local = flag("--local", "Serve this machine only, not the phones of this network.");
        OptionSpec every = OptionSpec.builder("--every")
                .paramLabel("SECONDS")
                .type(int.class)
                .defaultValue("60")
                .description("How often a new message arrives (${DEFAULT-VALUE}; 0 is never).")
                .build();
        return command(
                        "demo",
                        "mailspan demo [--local] [--every SECONDS]",
                        () -> Demo.run(local.getValue(), every.getValue(), starter, terminal),
                        "Serve a mailbox with sample mail, to be looked at with a phone.",
                        "",
                        "Everything is in this process: the mail host, the bridge, a self-signed certificate. Nothing"
                                + " is left behind.")
                .addOption(local)
                .addOption(every);
    }

    private CommandSpec check() {
        PositionalParamSpec file = settingsFile();
        PositionalParamSpec user = parameter(1, "USER")
                .arity("0..1")
                .type(String.class)
                .defaultValue("")
                .description("A login: tells also what the host can behind it.")
                .build();
        CommandSpec check = command(
                        "check",
                        "mailspan check FILE [USER]",
                        () -> Check.run(file.getValue(), user.getValue(), terminal),
                        "Tell whether serving would work, without serving.",
                        "",
                        "Names every mistake in FILE at once; then looks at the mail host's certificates and logins, at"
                                + " our own certificate, at the addresses to listen at, and at DNS if public.name is"
                                + " there. " + PASSWORD)
                .addPositional(file)
                .addPositional(user);
        check.usageMessage().footer(settings());
        return check;
    }

    private CommandSpec probe() {
        PositionalParamSpec target = parameter(0, "URL|FILE")
                .type(String.class)
                .description(
                        "https://mail.example.org: an EAS server, this one or any other.",
                        "A settings file: the mail host named in it.")
                .build();
        PositionalParamSpec user = parameter(1, "USER")
                .type(String.class)
                .description("As it is typed into a phone.")
                .build();
        return command(
                        "probe",
                        "mailspan probe URL|FILE USER",
                        () -> Probe.run(target.getValue(), user.getValue(), terminal),
                        "Tell whether a phone would work with an EAS server, and how fast.",
                        "",
                        "Does what a phone does in its first minute, with times. It sends a message to USER and deletes"
                                + " it again; nothing else is changed. " + PASSWORD)
                .addPositional(target)
                .addPositional(user);
    }

    private CommandSpec purge() {
        PositionalParamSpec file = settingsFile();
        PositionalParamSpec user = parameter(1, "USER")
                .type(String.class)
                .description("Whose mailbox.")
                .build();
        OptionSpec olderThan = OptionSpec.builder("--older-than")
                .paramLabel("AGE")
                .type(String.class)
                .defaultValue("")
                .description("Only messages received so long ago: 30d, 8w, 1y.")
                .build();
        OptionSpec subjects = flag("--subjects", "List each message with its subject.");
        OptionSpec dryRun = flag("--dry-run", "Only list; remove nothing.");
        OptionSpec yes = flag("--yes", "Remove without asking.");
        return command(
                        "purge",
                        "mailspan purge FILE USER [--older-than AGE] [--subjects] [--dry-run | --yes]",
                        () -> Purge.run(
                                new Purge.Asked(
                                        file.getValue(),
                                        user.getValue(),
                                        olderThan.getValue(),
                                        subjects.getValue(),
                                        dryRun.getValue(),
                                        yes.getValue()),
                                terminal),
                        "Remove messages that a mail program marked as deleted and left at the host.",
                        "",
                        "Lists them folder by folder, and removes them for good after asking. No other message is"
                                + " touched. " + PASSWORD)
                .addPositional(file)
                .addPositional(user)
                .addOption(olderThan)
                .addOption(subjects)
                .addOption(dryRun)
                .addOption(yes);
    }

    private void usage(String command) {
        CommandLine line = mailspan().getSubcommands().get(command);
        if (line != null) line.usage(writer(terminal.err()));
    }

    private CommandSpec device() {
        return DeviceCommands.spec(terminal, () -> usage("device"));
    }

    private CommandSpec password() {
        return PasswordCommands.spec(terminal, () -> usage("password"));
    }

    private CommandSpec trace() {
        PositionalParamSpec file = settingsFile();
        PositionalParamSpec user = parameter(1, "USER")
                .type(String.class)
                .description("Whose, as it is typed into a phone.")
                .build();
        PositionalParamSpec device = parameter(2, "DEVICE")
                .type(String.class)
                .description("Its id, the beginning of that, or its type (mailspan device list).")
                .build();
        OptionSpec span = OptionSpec.builder("--for")
                .paramLabel("TIME")
                .type(String.class)
                .defaultValue("15m")
                .description("For how long: 15m, 2h; a day at most (${DEFAULT-VALUE}).")
                .build();
        OptionSpec stop = flag("--stop", "End it before its time.");
        OptionSpec yes = flag("--yes", "Begin without asking.");
        return command(
                        "trace",
                        "mailspan trace FILE USER DEVICE [--for TIME] [--yes | --stop]",
                        () -> TraceOrder.run(
                                new TraceOrder.Asked(
                                        file.getValue(),
                                        user.getValue(),
                                        device.getValue(),
                                        span.getValue(),
                                        stop.getValue(),
                                        yes.getValue()),
                                terminal),
                        "Write down what one device and Mailspan say to each other, for a while.",
                        "",
                        "For a report of what went wrong. It goes into " + TraceFile.NAME
                                + " in the data directory, which nobody else can read, and holds subjects, addresses"
                                + " and mail, but no passwords. A server follows within a second.")
                .addPositional(file)
                .addPositional(user)
                .addPositional(device)
                .addOption(span)
                .addOption(stop)
                .addOption(yes);
    }

    static OptionSpec flag(String name, String description) {
        return OptionSpec.builder(name)
                .type(boolean.class)
                .defaultValue("false")
                .description(description)
                .build();
    }

    private CommandSpec version() {
        OptionSpec licences = flag("--licences", "Print the libraries inside, each with its licence.");
        return command(
                        "version",
                        "mailspan version [--licences]",
                        () -> About.run(licences.getValue(), terminal),
                        "Print the version, and the Java that runs it.")
                .addOption(licences);
    }

    static PositionalParamSpec settingsFile() {
        return parameter(0, "FILE")
                .type(Path.class)
                .description("Settings: a copy of bridge.properties.example.")
                .build();
    }

    static PositionalParamSpec.Builder parameter(int index, String label) {
        return PositionalParamSpec.builder()
                .index(Integer.toString(index))
                .arity("1")
                .required(true)
                .paramLabel(label);
    }

    private static String[] settings() {
        var lines = new ArrayList<String>();
        lines.add("");
        lines.add("Settings:");
        for (Setting setting : Setting.values()) {
            lines.add("  " + setting.key());
            lines.add("      " + setting.sentence());
        }
        lines.add("  policy.ELEMENT");
        lines.add(
                "      What devices are asked to enforce, see bridge.properties.example: policy.AllowCamera = off ...");
        lines.add("Each can also come from the environment, which wins: " + Key.variable(Setting.IMAP_HOST));
        return lines.toArray(String[]::new);
    }

    /** A command that does nothing without another one behind it but tell which there are. */
    static CommandSpec group(String name, Runnable usage, String... description) {
        CommandSpec spec = command(
                name,
                "mailspan " + name + " COMMAND",
                () -> {
                    usage.run();
                    return WRONG_USE;
                },
                description);
        spec.usageMessage().commandListHeading("%n");
        return spec;
    }

    static CommandSpec command(String name, String synopsis, Callable<Integer> action, String... description) {
        CommandSpec spec = CommandSpec.wrapWithoutInspection(action).name(name);
        spec.usageMessage()
                .description(description)
                .customSynopsis(synopsis)
                .parameterListHeading("%n")
                .sortOptions(false);
        return spec.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this.")
                .build());
    }

    /** A failure that a person can do something about has a message; its origin is for a bug report. */
    private int failed(Exception failure) {
        terminal.err().println("mailspan: " + Log.escaped(reason(failure)));
        if (!Log.level(terminal.environment().get("MAILSPAN_LOG")).equals(Level.INFO))
            failure.printStackTrace(terminal.err());
        return FAILED;
    }

    /** What a file system refuses has the file alone for its message. */
    private static String reason(Exception failure) {
        String message = String.valueOf(failure.getMessage());
        return switch (failure) {
            case NoSuchFileException _ -> message + ": there is no such file or directory";
            case FileAlreadyExistsException _ -> message + ": something else is there by that name";
            case AccessDeniedException _ ->
                message + ": the user that runs this may not read or write it; give it to that user";
            default -> message;
        };
    }
}
