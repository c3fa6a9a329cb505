package org.mailspan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.support.GreenMailHost;
import org.mailspan.support.MailHost;

/** {@code mailspan password}: what an owner types and is told. */
final class PasswordTest {
    private static final Pattern MADE = Pattern.compile("(?m)^ {4}(([a-z]{4}-){6}[a-z]{4})$");

    @TempDir
    private Path directory;

    private final MailHost host = GreenMailHost.shared();
    private final String user = host.newUser();
    private String out = "";
    private String err = "";

    @BeforeEach
    void write() throws IOException {
        Files.writeString(
                directory.resolve("bridge.properties"),
                "imap.host = %s\nimap.port = %d\nimap.security = none\nsmtp.security = none\nsmtp.port = %d\n"
                        .formatted(host.host(), host.imapPort(), host.smtpPort()));
    }

    private int run(String typed, String... arguments) {
        var all = new ArrayList<>(List.of("password", arguments[0], directory.resolve("bridge.properties") + ""));
        all.addAll(List.of(arguments).subList(1, arguments.length));
        var told = new ByteArrayOutputStream();
        var wrong = new ByteArrayOutputStream();
        int code = Cli.run(
                (settings, events, trace) -> {
                    throw new AssertionError("nothing is served");
                },
                new Terminal(
                        new PrintStream(told, true, UTF_8),
                        new PrintStream(wrong, true, UTF_8),
                        new ByteArrayInputStream(typed.getBytes(UTF_8)),
                        Map.of()),
                all.toArray(String[]::new));
        out = told.toString(UTF_8);
        err = wrong.toString(UTF_8);
        return code;
    }

    private String made() {
        var found = MADE.matcher(out);
        assertTrue(found.find(), out + err);
        return found.group(1);
    }

    @Test
    void oneIsMadeAfterTheHostTookTheMailPasswordAndAnotherWithoutAskingAgain() {
        assertEquals(Cli.DONE, run(MailHost.PASSWORD + "\n", "add", user, "--device", "Anna's phone"), () -> err);
        String first = made();
        assertTrue(out.contains("for Anna's phone"), out);
        assertEquals(Cli.DONE, run("", "add", user), () -> err);
        assertFalse(first.equals(made()));
        assertEquals(Cli.DONE, run("", "list"));
        assertTrue(out.contains("Anna's phone"), out);
        assertTrue(out.contains("none yet"), out);
        assertTrue(out.contains(first.substring(0, 4)), out);
        assertFalse(out.contains(first), "it is shown once");
        assertFalse(out.contains(MailHost.PASSWORD));
    }

    @Test
    void aMailPasswordThatTheHostRefusesIsNotStored() {
        assertEquals(Cli.FAILED, run("wrong\n", "add", user));
        assertTrue(err.contains("the mail host refuses this login"), err);
        assertEquals(Cli.DONE, run("", "list", user));
        assertEquals("There is no app password of " + user + ".\n", out);
    }

    @Test
    void oneDevicesIsRevokedByItsName() {
        run(MailHost.PASSWORD + "\n", "add", user, "--device", "phone");
        run("", "add", user, "--device", "tablet");
        assertEquals(Cli.DONE, run("", "revoke", user, "--device", "phone"));
        assertTrue(out.contains("(phone)"), out);
        run("", "list", user);
        assertTrue(out.contains("tablet") && !out.contains("phone"), out);
        assertEquals(Cli.FAILED, run("", "revoke", user, "--device", "phone"));
    }

    @Test
    void allAreRevokedOnlyByWhoIsSure() {
        run(MailHost.PASSWORD + "\n", "add", user);
        run("", "add", user);
        assertEquals(Cli.FAILED, run("\n", "revoke", user));
        assertTrue(out.contains("Nothing was revoked"), out);
        assertEquals(Cli.DONE, run("yes\n", "revoke", user));
        run("", "list", user);
        assertTrue(out.startsWith("There is no app password"), out);
        run(MailHost.PASSWORD + "\n", "add", user);
        assertEquals(Cli.DONE, run("", "revoke", user, "--yes"));
    }

    @Test
    void theMailPasswordIsStoredAnew() {
        run(MailHost.PASSWORD + "\n", "add", user);
        assertEquals(Cli.FAILED, run("wrong\n", "renew", user));
        assertEquals(Cli.DONE, run(MailHost.PASSWORD + "\n", "renew", user));
        assertTrue(out.contains("is stored"), out);
    }

    @Test
    void aNameCannotMoveTheCursor() {
        run(MailHost.PASSWORD + "\n", "add", user, "--device", "x\u001b[2J\u202e");
        assertFalse(out.contains("\u001b"), out);
        run("", "list", user);
        assertFalse(out.contains("\u001b"), out);
    }

    @Test
    void withoutACommandItSaysWhichThereAre() {
        var wrong = new ByteArrayOutputStream();
        int code = Cli.run(
                (settings, events, trace) -> {
                    throw new AssertionError("nothing is served");
                },
                new Terminal(
                        new PrintStream(new ByteArrayOutputStream(), true, UTF_8),
                        new PrintStream(wrong, true, UTF_8),
                        new ByteArrayInputStream(new byte[0]),
                        Map.of()),
                "password");
        assertEquals(Cli.WRONG_USE, code);
        for (String command : List.of("add", "list", "revoke", "renew"))
            assertTrue(wrong.toString(UTF_8).contains(command), command);
    }
}
