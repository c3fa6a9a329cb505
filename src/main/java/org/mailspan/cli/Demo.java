package org.mailspan.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.mailspan.backend.imap.ImapSettings;
import org.mailspan.backend.imap.Security;
import org.mailspan.backend.imap.SmtpSettings;
import org.mailspan.cli.Settings.Listener;
import org.mailspan.cli.demo.DemoHost;
import org.mailspan.cli.demo.SelfSigned;
import org.mailspan.device.NewDevices;
import org.mailspan.device.PolicySettings;
import org.mailspan.event.Events;
import org.mailspan.http.Proxies;
import org.mailspan.password.KeyFile;
import org.mailspan.password.PasswordSettings;
import org.mailspan.trace.Trace;

/** {@code demo}: the real bridge in front of a mail host of this process, until Ctrl-C or the end of the parent process. */
final class Demo {
    private static final String ALL_ADDRESSES = "0.0.0.0";
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";
    /** Held, since the JDK forgets a logger's level together with the logger. */
    private static final Logger GREENMAIL = Logger.getLogger("com.icegreen.greenmail");

    private final Terminal terminal;
    private final Log log;
    private final Path directory;
    private final DemoHost host;

    private Demo(Terminal terminal, Log log, Path directory, DemoHost host) {
        this.terminal = terminal;
        this.log = log;
        this.directory = directory;
        this.host = host;
    }

    static int run(boolean local, int every, Starter starter, Terminal terminal) throws Exception {
        var log = new Log(terminal.out(), Clock.system(ZoneId.systemDefault()), Log.TIME_OF_DAY, Level.INFO);
        log.adoptJavaUtilLogging();
        log.adoptUncaughtExceptions(failure -> !isOfGreenMail(failure));
        GREENMAIL.setLevel(Level.OFF);
        String password = terminal.environment().getOrDefault("MAILSPAN_PASSWORD", word());
        Path directory = Files.createTempDirectory("mailspan-demo");
        try (DemoHost host = DemoHost.start(password)) {
            new Demo(terminal, log, directory, host).run(local, every, password, starter);
            return Cli.DONE;
        } finally {
            delete(directory);
        }
    }

    private void run(boolean local, int every, String password, Starter starter) throws Exception {
        List<String> addresses = local ? List.of() : Ports.addressesOfThisMachine();
        Settings settings = settings(local, addresses);
        var events = new Events();
        Running bridge = starter.start(settings, events, Trace.none());
        Serve.stopWithTheProcess(
                () -> {
                    bridge.close();
                    host.close();
                    delete(directory);
                },
                log);
        endWithTheParent();
        explain(settings, addresses, password);
        terminal.out().println("ready " + String.join(" ", bridge.addresses()));
        events.listen(new EventLog(log));
        deliver(every);
    }

    private Settings settings(boolean local, List<String> addresses) throws IOException {
        var listeners = new ArrayList<Listener>();
        if (!local) {
            var names = new ArrayList<>(addresses);
            names.addAll(List.of("127.0.0.1", "localhost"));
            SelfSigned tls = SelfSigned.write(directory, names);
            int port = Ports.free(ALL_ADDRESSES, 8443);
            listeners.add(new Listener.Https(ALL_ADDRESSES, port, tls.certificate(), tls.key()));
        }
        listeners.add(new Listener.Http("127.0.0.1", Ports.free("127.0.0.1", 8090)));
        return new Settings(
                ImapSettings.of("127.0.0.1", host.imapPort(), Security.NONE),
                SmtpSettings.of("127.0.0.1", host.smtpPort(), Security.NONE),
                Optional.empty(),
                listeners,
                directory,
                "",
                true,
                Duration.ofSeconds(30),
                Optional.empty(),
                PolicySettings.NONE,
                NewDevices.ALLOWED,
                Proxies.LOOPBACK,
                new PasswordSettings(
                        PasswordSettings.Accepted.BOTH, KeyFile.of(Optional.empty(), directory, Map.of())));
    }

    private void explain(Settings settings, List<String> addresses, String password) {
        var lines = new ArrayList<String>();
        lines.add("");
        lines.add("Mailspan demo: a mailbox with " + host.messages() + " messages, which lives as long as this runs.");
        lines.add("");
        for (Listener listener : settings.listeners())
            switch (listener) {
                case Listener.Https https -> {
                    int port = https.port();
                    lines.add("  On a phone in this network, add an account of the kind Exchange:");
                    lines.add("    server      " + (addresses.isEmpty() ? "localhost" : addresses.getFirst()) + ":"
                            + port);
                    lines.add("    certificate self-signed: the phone asks whether to trust it");
                }
                case Listener.Http(var _, int port) -> {
                    lines.add("  In an emulator on this machine:");
                    lines.add("    server      10.0.2.2:" + port + " (Android's name of this machine), without SSL");
                }
            }
        lines.add("  The account:");
        lines.add("    e-mail      " + DemoHost.ADDRESS + " (also the user name; leave the domain empty)");
        lines.add("    password    " + password);
        lines.add("  The same mailbox in a mail program on this machine, without encryption:");
        lines.add("    IMAP        127.0.0.1:" + host.imapPort());
        lines.add("    SMTP        127.0.0.1:" + host.smtpPort());
        lines.add("");
        lines.forEach(terminal.out()::println);
    }

    /** Ends with the process, by Ctrl-C or otherwise. */
    private void deliver(int every) throws IOException, InterruptedException {
        if (every > 0) terminal.out().println("A new message comes every " + every + " seconds. Ctrl-C ends the demo.");
        terminal.out().println();
        while (true) {
            Thread.sleep(every > 0 ? Duration.ofSeconds(every) : Duration.ofDays(1));
            if (every > 0) {
                host.deliverNext();
                log.write(Level.INFO, "a new message is in the Inbox", null);
            }
        }
    }

    /** Maven, when it is killed, leaves the process behind that it started. */
    private static void endWithTheParent() {
        ProcessHandle.current()
                .parent()
                .ifPresent(parent -> Thread.ofVirtual().name("parent").start(() -> {
                    parent.onExit().join();
                    System.exit(Cli.DONE);
                }));
    }

    /** Its threads die of it when a client hangs up. */
    private static boolean isOfGreenMail(Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        return trace.length > 0 && trace[0].getClassName().startsWith("com.icegreen.");
    }

    /** The demo can be reached from the network, so its password is not a known one. */
    private static String word() {
        var random = new SecureRandom();
        var word = new StringBuilder();
        for (int i = 0; i < 8; i++) word.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        return word.toString();
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        } catch (IOException | UncheckedIOException left) {
            System.err.println("left behind: " + directory);
        }
    }
}
