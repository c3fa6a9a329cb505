package org.mailspan.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailspan.backend.imap.Compression;
import org.mailspan.backend.imap.ImapSettings;
import org.mailspan.backend.imap.Security;
import org.mailspan.backend.imap.SmtpSettings;
import org.mailspan.backend.sieve.SieveSettings;
import org.mailspan.cli.Settings.Listener;
import org.mailspan.cli.Settings.Mistake;
import org.mailspan.cli.Settings.Result;
import org.mailspan.device.NewDevices;
import org.mailspan.device.PolicySettings;
import org.mailspan.http.Proxies;
import org.mailspan.password.KeyFile;
import org.mailspan.password.PasswordSettings;

/** Settings: what follows from what, and that every mistake is named at once. */
final class SettingsTest {
    @TempDir
    Path directory;

    @Test
    void oneLineIsEnough() throws IOException {
        Settings settings = good("imap.host = mail.example.org\n");
        assertEquals(ImapSettings.of("mail.example.org", 993, Security.TLS), settings.imap());
        assertEquals(SmtpSettings.of("mail.example.org", 465, Security.TLS), settings.smtp());
        assertEquals(
                Optional.of(SieveSettings.of("mail.example.org", 4190, Security.STARTTLS, false)), settings.sieve());
        assertEquals(List.of(new Listener.Http("127.0.0.1", 8090)), settings.listeners());
        assertEquals(directory.resolve("data"), settings.dataDirectory());
        assertEquals("", settings.userDomain());
    }

    @Test
    void theHostIsCompressedAndSharedFoldersAreShownAsIsWritten() throws IOException {
        ImapSettings said = good("imap.host = h.example.org\nimap.compression = Always\nfolders.shared = On\n")
                .imap();
        assertEquals(Compression.ALWAYS, said.compression());
        assertTrue(said.sharedFolders());
        ImapSettings unsaid = good("imap.host = h.example.org\n").imap();
        assertEquals(Compression.REMOTE, unsaid.compression());
        assertFalse(unsaid.sharedFolders());
    }

    @Test
    void whatAHostBearsAndWhatAPhoneIsWokenForIsAsWritten() throws IOException {
        Settings said =
                good("imap.host = h.example.org\nimap.connections = 2\nfolders.views = On\npush.gather = 300\n");
        assertEquals(2, said.imap().connections());
        assertTrue(said.imap().views());
        assertEquals(Duration.ofMinutes(5), said.gather());
        Settings unsaid = good("imap.host = h.example.org\n");
        assertEquals(3, unsaid.imap().connections());
        assertFalse(unsaid.imap().views());
        assertEquals(Duration.ofSeconds(30), unsaid.gather());
        assertEquals(
                List.of(
                        "line 2, imap.connections: \"1\" is no number of connections. Write one from 2 (one watches,"
                                + " one works) to 20.",
                        "line 3, push.gather: \"soon\" is no number of seconds. Write one from 0 to 1800."),
                bad("imap.host = h.example.org\nimap.connections = 1\npush.gather = soon\n"));
    }

    @ParameterizedTest
    @CsvSource({"tls,993,465", "starttls,143,587", "none,143,25", "STARTTLS,143,587"})
    void portsFollowFromTheSecurity(String security, int imap, int smtp) throws IOException {
        Settings settings =
                good("imap.host=localhost\nimap.security=%s\nsmtp.security=%s\n".formatted(security, security));
        assertEquals(imap, settings.imap().port());
        assertEquals(smtp, settings.smtp().port());
    }

    @Test
    void manageSieveIsAsProtectedAsImapAndCanBeOff() throws IOException {
        assertEquals(
                Optional.of(SieveSettings.of("localhost", 4190, Security.NONE, false)),
                good("imap.host = localhost\nimap.security = none\n").sieve());
        assertEquals(
                Optional.empty(),
                good("imap.host = mail.example.org\nsieve.host = off\n").sieve());
    }

    @Test
    void everythingCanBeSaid() throws IOException {
        Files.writeString(directory.resolve("c.pem"), "");
        Files.writeString(directory.resolve("k.pem"), "");
        Settings settings = good("""
            imap.host = imap.example.org
            imap.port = 1993
            smtp.host = smtp.example.org
            smtp.port = 1587
            smtp.security = starttls
            sieve.host = sieve.example.org
            sieve.security = tls
            sieve.port = 2000
            user.domain = example.org
            http.listen =
            https.listen = [::]:443
            tls.certificate = c.pem
            tls.key = k.pem
            public.name = phones.example.org:8443
            data.directory = state/here
            reads.shared = off
            push.gather = 0
            devices.new = Quarantine
            devices.mail = owner@example.org
            http.proxies = 192.0.2.0/24
            http.proxy.protocol = on
            passwords = App
            passwords.key = secret.key
            """);
        assertEquals(
                new Settings(
                        ImapSettings.of("imap.example.org", 1993, Security.TLS),
                        SmtpSettings.of("smtp.example.org", 1587, Security.STARTTLS),
                        Optional.of(SieveSettings.of("sieve.example.org", 2000, Security.TLS, true)),
                        List.of(new Listener.Https("::", 443, directory.resolve("c.pem"), directory.resolve("k.pem"))),
                        directory.resolve("state/here"),
                        "example.org",
                        false,
                        Duration.ZERO,
                        Optional.of(URI.create("https://phones.example.org:8443")),
                        PolicySettings.NONE,
                        new NewDevices(
                                NewDevices.Choice.QUARANTINE,
                                "owner@example.org",
                                directory.resolve("bridge.properties").toString()),
                        Proxies.of("192.0.2.0/24").orElseThrow().withProtocol(true),
                        new PasswordSettings(
                                PasswordSettings.Accepted.APP, new KeyFile(directory.resolve("secret.key"), false))),
                settings);
    }

    @Test
    void everyMistakeIsNamedAtOnceInTheOrderOfTheLines() throws IOException {
        Files.writeString(directory.resolve("file"), "");
        assertEquals(
                List.of(
                        "line 2, imap.prot: there is no such setting. Is imap.port meant?",
                        "line 3, imap.security: \"ssl\" is not a kind of protection. What was called SSL is tls.",
                        "line 4, smtp.port: \"99999\" is not a port. Write a number from 1 to 65535.",
                        "line 5, smtp.host: \"smtps://mail.example.org\" is an address of another kind."
                                + " Write the bare name of the host, such as mail.example.org.",
                        "line 6, smtp.port: stands here again. Keep this one or line 4.",
                        "line 7, user.domain: \"@example.org\" begins with @. Write it without, such as example.org.",
                        "line 8: has a \\u without four hexadecimal digits behind it."
                                + " Write \\\\ where a backslash is meant.",
                        "line 9, tls.key: is of no use without https.listen."
                                + " Add https.listen = 0.0.0.0:443, or remove it.",
                        "line 9, tls.key: there is no file " + directory.resolve("key.pem") + ". Look at its name.",
                        "line 10, http.listen: is off, and https.listen too: nothing would be served."
                                + " Name an address for one of them, such as http.listen = 127.0.0.1:8090.",
                        "line 11, data.directory: " + directory.resolve("file")
                                + " is not a directory. Name another one.",
                        "imap.host: is missing. Name the IMAP host, such as imap.host = mail.example.org."),
                bad("""
                    # a comment
                    imap.prot = 993
                    imap.security = ssl
                    smtp.port = 99999
                    smtp.host = smtps://mail.example.org
                    smtp.port = 587
                    user.domain = @example.org
                    tls.certificate = C:\\users
                    tls.key = key.pem
                    http.listen =
                    data.directory = file/data
                    """));
    }

    @Test
    void aLineThatGoesOnIsCountedWhereItBegins() throws IOException {
        assertEquals(
                List.of(
                        "line 3, smtp.port: \"x\" is not a port. Write a number from 1 to 65535.",
                        "line 5, nonsense: there is no such setting. Remove it, or put # before it."),
                bad("\uFEFFimap.host = a\\\n   .example.org\nsmtp.port = \\\n   x\nnonsense\n"));
    }

    @Test
    void proxiesAreThoseOfThisMachineUnlessSomebodySaysOthersOrNone() throws IOException {
        assertEquals(Proxies.LOOPBACK, good("imap.host = a\n").proxies());
        assertEquals(
                List.of(), good("imap.host = a\nhttp.proxies =\n").proxies().networks());
        assertEquals(
                List.of("line 2, http.proxies: \"proxy.example.org\" is not a list of addresses and networks."
                        + " Write 127.0.0.1, ::1 for this machine, or 192.0.2.0/24; names are not looked up."),
                bad("imap.host = a\nhttp.proxies = proxy.example.org\n"));
        assertEquals(
                List.of("line 3, http.proxy.protocol: is on, and http.proxies names nobody who would speak it."
                        + " Name the proxies there, or write off."),
                bad("imap.host = a\nhttp.proxies =\nhttp.proxy.protocol = on\n"));
    }

    @Test
    void theKeyOfStoredPasswordsIsBesideThemUnlessSystemdOrSomebodyGivesIt() throws IOException {
        Path credential = Files.writeString(directory.resolve("mail.key"), "");
        assertEquals(
                new PasswordSettings(
                        PasswordSettings.Accepted.BOTH, new KeyFile(directory.resolve("data/mail.key"), false)),
                good("imap.host = a\n").passwords());
        var given = Map.of("CREDENTIALS_DIRECTORY", directory.toString());
        assertEquals(
                new KeyFile(credential, true),
                good("imap.host = a\n", given).passwords().key());
        assertEquals(
                new KeyFile(directory.resolve("k"), false),
                good("imap.host = a\npasswords.key = k\n", given).passwords().key());
        assertEquals(
                List.of("line 2, passwords: \"phone\" is no kind of password. Write both, app or mail."),
                bad("imap.host = a\npasswords = phone\n"));
    }

    @Test
    void newDevicesAreAllowedQuarantinedOrBlocked() throws IOException {
        assertEquals(
                List.of(
                        "line 2, devices.new: \"ask\" is nothing that can be done with a device."
                                + " Write allow, quarantine or block.",
                        "line 3, devices.mail: \"anna, otto@x.org\" is not a mail address."
                                + " Write one address, such as anna@example.org."),
                bad("imap.host = a\ndevices.new = ask\ndevices.mail = anna, otto@x.org\n"));
        assertEquals(
                NewDevices.Choice.ALLOW, good("imap.host = a\n").newDevices().choice());
    }

    @Test
    void httpsNeedsACertificateAndItsKey() throws IOException {
        assertEquals(
                List.of(
                        "tls.certificate: is missing, and https.listen needs it."
                                + " Name the PEM file, or write acme.directory = letsencrypt, or empty https.listen.",
                        "tls.key: is missing, and https.listen needs it."
                                + " Name the PEM file, or write acme.directory = letsencrypt, or empty https.listen."),
                bad("imap.host = a\nhttps.listen = 0.0.0.0:8443\n"));
    }

    @ParameterizedTest
    @CsvSource({"8090", ":8090", "127.0.0.1", "127.0.0.1:", "127.0.0.1:70000", "::1:8090", "a b:80"})
    void aListenerIsAnAddressAndAPort(String wrong) throws IOException {
        List<String> mistakes = bad("imap.host = a\nhttp.listen = " + wrong + "\n");
        assertEquals(1, mistakes.size(), mistakes::toString);
        assertTrue(mistakes.getFirst().startsWith("line 2, http.listen: \"" + wrong + "\" is not address:port. "));
    }

    @Test
    void twoListenersHaveTwoPorts() throws IOException {
        Files.writeString(directory.resolve("c.pem"), "");
        String both = "imap.host=a\n"
                + "tls.certificate=c.pem\n"
                + "tls.key=c.pem\n"
                + "http.listen=127.0.0.1:%1$d\n"
                + "https.listen=127.0.0.1:%1$d\n";
        assertEquals(
                List.of("line 5, https.listen: is the address of http.listen too. Give one of them another port."),
                bad(both.formatted(8090)));
        assertEquals(2, good(both.formatted(0)).listeners().size());
    }

    @Test
    void theEnvironmentWins() throws IOException {
        Path file = write("imap.host = wrong host\n");
        var environment = Map.of("MAILSPAN_IMAP_HOST", " mail.example.org ", "MAILSPAN_SMTP_PORT", "2525", "PATH", "x");
        var good = assertInstanceOf(Result.Good.class, Settings.read(file, environment));
        assertEquals("mail.example.org", good.settings().imap().host());
        assertEquals(2525, good.settings().smtp().port());
        assertEquals(List.of(), good.warnings());

        var bad = assertInstanceOf(Result.Bad.class, Settings.read(file, Map.of("MAILSPAN_IMAP_PORT", "many")));
        assertEquals(
                "MAILSPAN_IMAP_PORT of the environment: \"many\" is not a port. Write a number from 1 to 65535.",
                bad.mistakes().getLast().toString());
    }

    @Test
    void whatIsRarelyMeantIsAWarning() throws IOException {
        Path file = write("""
            imap.host = mail.example.org
            imap.security = none
            smtp.port = 587
            http.listen = 0.0.0.0:8090
            """);
        var good = assertInstanceOf(
                Result.Good.class,
                Settings.read(
                        file,
                        Map.of(
                                "MAILSPAN_IMAP_PROT",
                                "1",
                                "MAILSPAN_PORT",
                                "2",
                                "MAILSPAN_PASSWORD",
                                "3",
                                "MAILSPAN_LOG",
                                "4")));
        List<String> warnings = good.warnings();
        assertEquals(4, warnings.size(), warnings::toString);
        assertTrue(warnings.get(0).contains("Is MAILSPAN_IMAP_PORT meant?"));
        assertTrue(warnings.get(1).startsWith("http.listen = 0.0.0.0:8090 lets other machines"));
        assertTrue(warnings.get(2).startsWith("imap.security = none sends passwords to mail.example.org"));
        assertEquals("smtp.port = 587 rarely goes with smtp.security = tls.", warnings.get(3));
    }

    @Test
    void aFileThatIsNotThereIsOneMistake() {
        Path missing = directory.resolve("missing");
        var bad = assertInstanceOf(Result.Bad.class, Settings.read(missing, Map.of()));
        assertEquals(
                List.of(new Mistake(
                        missing.toString(),
                        "there is no such file",
                        "Copy bridge.properties.example and name the copy.")),
                bad.mistakes());
    }

    @Test
    void aDirectoryIsNoFile() {
        var bad = assertInstanceOf(Result.Bad.class, Settings.read(directory, Map.of()));
        assertEquals(
                List.of(new Mistake(
                        directory.toString(),
                        "is a directory",
                        "Name the file in it: a copy of bridge.properties.example.")),
                bad.mistakes());
    }

    /** Of a disk that is not mounted, say. */
    @Test
    void aDataDirectoryThatIsALinkToNothingIsAMistake() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("gone"));
        for (String data : List.of("link", "link/data"))
            assertEquals(
                    List.of("line 2, data.directory: " + link
                            + " is a link to what is not there. Make that directory (or mount its disk), or name"
                            + " another one."),
                    bad("imap.host = h.example.org\ndata.directory = " + data + "\n"));
        Files.createDirectory(directory.resolve("gone"));
        good("imap.host = h.example.org\ndata.directory = link/data\n");
    }

    @Test
    void bytesThatAreNotUtf8AreOneMistake() throws IOException {
        Path file = Files.write(directory.resolve("latin1"), new byte[] {'#', ' ', (byte) 0xE4, '\n'});
        var bad = assertInstanceOf(Result.Bad.class, Settings.read(file, Map.of()));
        assertEquals(1, bad.mistakes().size());
        assertEquals("is not text in UTF-8", bad.mistakes().getFirst().what());
    }

    private Settings good(String text) throws IOException {
        return good(text, Map.of());
    }

    private Settings good(String text, Map<String, String> environment) throws IOException {
        return assertInstanceOf(Result.Good.class, Settings.read(write(text), environment))
                .settings();
    }

    private List<String> bad(String text) throws IOException {
        var bad = assertInstanceOf(Result.Bad.class, Settings.read(write(text), Map.of()));
        return bad.mistakes().stream().map(Mistake::toString).toList();
    }

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("bridge.properties"), text);
    }
}
