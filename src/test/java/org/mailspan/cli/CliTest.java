package org.mailspan.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the commands say of themselves, and what they answer to being used wrongly. */
final class CliTest {
    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void helpFitsOnAScreenAndNamesEveryCommand() {
        assertEquals(0, run("--help"));
        assertEquals("""
            Usage: mailspan COMMAND
            Lets phones use any IMAP mailbox as an Exchange account.
            Try it: mailspan demo. Use it: mailspan check FILE, then mailspan serve FILE.
              -h, --help   Show this.

              serve     Serve phones until told to stop (SIGTERM, Ctrl-C).
              demo      Serve a mailbox with sample mail, to be looked at with a phone.
              check     Tell whether serving would work, without serving.
              probe     Tell whether a phone would work with an EAS server, and how fast.
              purge     Remove messages that a mail program marked as deleted and left at the host.
              device    See the devices, let them in, keep them out, wipe them.
              password  Make app passwords, one for each device, and take them back.
              trace     Write down what one device and Mailspan say to each other, for a while.
              version   Print the version, and the Java that runs it.

            Exit code: 0 done, 1 failed, 2 wrong arguments or settings and nothing started.
            """, text(out));
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve", "demo", "check", "probe", "purge", "device", "version"})
    void eachCommandHasHelpThatFitsAnOrdinaryTerminal(String command) {
        assertEquals(0, run(command, "--help"));
        String help = text(out);
        assertTrue(help.startsWith("Usage: mailspan " + command), help);
        assertTrue(help.lines().allMatch(line -> line.length() <= 100), help);
        assertEquals("", text(err));
    }

    @Test
    void theHelpOfServeReadsLikeThis() {
        run("serve", "--help");
        assertEquals("""
            Usage: mailspan serve FILE [--rehearse]
            Serve phones until told to stop (SIGTERM, Ctrl-C).

            Prints one line, "ready" and the addresses, when phones can connect. Logs to standard error, with
            MAILSPAN_LOG=debug in detail, with trace all that phones and Mailspan say, mail too.

                  FILE         Settings: a copy of bridge.properties.example.
              -h, --help       Show this.
                  --rehearse   Stop when ready; for a class archive, see README.
            """, text(out));
    }

    @Test
    void theHelpOfCheckNamesEverySetting() {
        run("check", "--help");
        String help = text(out);
        Arrays.stream(Setting.values()).forEach(setting -> assertTrue(help.contains("\n  " + setting.key() + "\n")));
    }

    @Test
    void nothingIsNotACommand() {
        assertEquals(2, run());
        assertTrue(text(err).startsWith("Usage: mailspan COMMAND"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"serv", "serve", "serve a b", "check", "probe http://host", "demo --every never", "--nonsense"})
    void wrongArgumentsAreCode2(String arguments) {
        assertEquals(2, run(arguments.split(" ")));
        assertEquals("", text(out));
        assertTrue(text(err).lines().findFirst().isPresent());
    }

    /** The help of check is a hundred lines: what is wrong would be out of sight. */
    @Test
    void whatIsWrongWithArgumentsIsSaidInFewLines() {
        assertEquals(2, run("check"));
        assertEquals("""
            mailspan: Missing required parameter: 'FILE'
            Usage: mailspan check FILE [USER]
            More: mailspan check --help
            """, text(err));
    }

    @Test
    void aServerWithoutItsSchemeIsNotTakenForAFile() {
        for (String server : new String[] {"mail.example.org", "127.0.0.1:8090", "localhost"}) {
            err.reset();
            assertEquals(2, run("probe", server, "anna"));
            assertEquals(
                    "There is no file " + server + ". A server is named by its address: https://" + server + "\n",
                    text(err));
        }
        err.reset();
        run("probe", "bridge.properties", "anna");
        assertTrue(text(err).contains("Copy bridge.properties.example"), text(err));
    }

    @Test
    void whatAFileSystemRefusesIsSaidInWords() throws IOException {
        Path file = Files.writeString(directory.resolve("f"), "imap.host = h.example.org\n");
        for (var refusal : List.of(
                new AccessDeniedException("/x/data"),
                new NoSuchFileException("/x/data"),
                new FileAlreadyExistsException("/x/data"))) {
            err.reset();
            Starter refused = (settings, events, trace) -> {
                throw refusal;
            };
            assertEquals(1, Cli.run(refused, terminal(), "serve", file.toString()));
            assertTrue(text(err).matches("mailspan: /x/data: [a-z ;]{20,}\n"), text(err));
        }
    }

    @Test
    void wrongSettingsAreCode2AndAllNamed() throws IOException {
        Path file = Files.writeString(directory.resolve("f"), "imap.port = 0\nnonsense = 1\n");
        for (String command : new String[] {"serve", "check"}) {
            err.reset();
            assertEquals(2, run(command, file.toString()));
            assertEquals(
                    file + " has 3 mistakes; nothing was started.\n"
                            + "  line 1, imap.port: \"0\" is not a port. Write a number from 1 to 65535.\n"
                            + "  line 2, nonsense: there is no such setting. Remove it, or put # before it.\n"
                            + "  imap.host: is missing. Name the IMAP host, such as imap.host = mail.example.org.\n",
                    text(err));
        }
    }

    /** The list is made with the jar; here are only classes. */
    @Test
    void withoutTheJarItIsSaidWhereTheLicencesAre() {
        assertEquals(1, run("version", "--licences"));
        assertEquals("Only mailspan.jar has the list: mvn verify makes it.\n", text(err));
    }

    @Test
    void theVersionTellsWhatABugReportNeeds() {
        assertEquals(0, run("version"));
        assertTrue(text(out).matches("Mailspan \\S+, EAS 12\\.1 .*16\\.1, Java 25\\S*, .*\n"), text(out));
    }

    @Test
    void aProbeNeedsAnAddress() {
        assertEquals(2, run("probe", "https://", "anna"));
        assertEquals(2, run("probe", "http://a b/", "anna"));
    }

    private int run(String... arguments) {
        return Cli.run(
                (settings, events, trace) -> {
                    throw new AssertionError("nothing here serves");
                },
                terminal(),
                arguments);
    }

    private Terminal terminal() {
        return new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                new ByteArrayInputStream(new byte[0]),
                Map.of());
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
