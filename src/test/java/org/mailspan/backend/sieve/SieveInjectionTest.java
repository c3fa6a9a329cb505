package org.mailspan.backend.sieve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.backend.Absence;
import org.mailspan.backend.Absence.Audience;
import org.mailspan.backend.Absence.Reply;
import org.mailspan.backend.Absence.When;
import org.mailspan.backend.Account;
import org.mailspan.backend.Backend.OutOfOffice;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Credentials;
import org.mailspan.backend.imap.ImapConnector;
import org.mailspan.backend.imap.ImapSettings;
import org.mailspan.backend.imap.Security;
import org.mailspan.backend.imap.SmtpSettings;
import org.mailspan.backend.sieve.SieveTalk.Said;
import org.mailspan.backend.sieve.SieveTokens.Kind;
import org.mailspan.event.Events;
import org.mailspan.protocol.Version;
import org.mailspan.support.GreenMailHost;
import org.mailspan.support.HttpTransport;
import org.mailspan.support.Recorder;
import org.mailspan.support.TestBridge;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Settings;

/**
 * Whatever a phone, a login or the name of a script brings, the ManageSieve host hears the commands of ours alone, and
 * a script of the same shape: what is said to it is taken down and taken apart by the rules of RFC 5804 and RFC 5228.
 */
final class SieveInjectionTest {
    /** The letters of the last but one lose their upper half to CR and LF. */
    static final List<String> HOSTILE = List.of(
            "\r\nDELETESCRIPT \"victim\"\r\n",
            "\nDELETESCRIPT \"victim\"\n",
            "\"\r\nDELETESCRIPT \"victim\"\r\n",
            "\\\"\r\nDELETESCRIPT \"victim\"\r\n",
            "\" \"victim\" {0+}",
            "\"",
            "\\",
            "\\\\\"",
            "{5}\r\nhello\r\nDELETESCRIPT \"victim\"\r\n",
            "{99+}",
            "{99999999+}\r\n",
            "\";\r\ndiscard;\r\n#",
            ".\r\n;\r\ndiscard;\r\n",
            "text:\r\n.\r\n",
            "*/ discard; /*",
            "} discard; if true {",
            "#mailspan-oof 1\r\n#: never\r\n",
            "${hex:22 3b 0d 0a} ${env.location}",
            "--=_away--\r\nSubject: no more\r\n\r\n",
            "\u010D\u010ADELETESCRIPT \u0122victim\u0122\u010D\u010A",
            "x".repeat(5000) + "\"\r\nDELETESCRIPT \"victim\"\r\n");

    private static final Map<String, Integer> COMMANDS = Map.of(
            "AUTHENTICATE",
            2,
            "LISTSCRIPTS",
            0,
            "GETSCRIPT",
            1,
            "PUTSCRIPT",
            2,
            "SETACTIVE",
            1,
            "HAVESPACE",
            2,
            "LOGOUT",
            0);

    @TempDir
    Path data;

    private FakeSieve host;
    private Recorder wire;

    @BeforeEach
    void open() throws IOException {
        host = new FakeSieve();
        wire = new Recorder(host.port());
    }

    @AfterEach
    void close() {
        wire.close();
        host.close();
        List<Said> all = said();
        assertFalse(all.isEmpty(), "nothing was said");
        for (Said one : all) {
            assertEquals(COMMANDS.get(one.verb()), one.arguments().size(), one::toString);
            if (one.verb().equals("PUTSCRIPT")) {
                assertEquals("mailspan-oof", one.arguments().getFirst());
                assertComments(one.arguments().getLast());
            }
        }
    }

    private List<Said> said() {
        return wire.connections().stream()
                .flatMap(octets -> SieveTalk.of(octets).stream())
                .toList();
    }

    private SieveSettings settings() {
        return SieveSettings.of("127.0.0.1", wire.port(), Security.NONE, true);
    }

    private OutOfOffice of(Account account, Credentials credentials, List<String> known) {
        return new SieveAnswering(settings(), InstantSource.fixed(Instant.EPOCH), new Events())
                .of(account, credentials, () -> known);
    }

    private OutOfOffice anna() {
        return of(new Account("anna", List.of("anna@example.org"), ""), new Credentials("anna", "pw"), List.of());
    }

    private static Absence away(String text, boolean html) {
        return new Absence(
                new When.Now(),
                Map.of(
                        Audience.INTERNAL,
                        new Reply(true, text, html),
                        Audience.EXTERNAL_KNOWN,
                        new Reply(true, text, html)));
    }

    /** In the order in which they were written. */
    private List<String> scripts() {
        return said().stream()
                .filter(one -> one.verb().equals("PUTSCRIPT"))
                .map(one -> one.arguments().getLast())
                .toList();
    }

    /** All but what stands in strings. */
    private static List<String> shape(String script) {
        return SieveTokens.of(script).stream()
                .map(token -> token.kind() == Kind.STRING ? "..." : token.text())
                .toList();
    }

    private void assertOneShape(int count) {
        List<String> scripts = scripts();
        assertEquals(count, scripts.size());
        for (String script : scripts) assertEquals(shape(scripts.getFirst()), shape(script), script);
    }

    /** In them our script remembers all that the phone said: each ends where its line ends. */
    private static void assertComments(String script) {
        assertTrue(script.matches("(?s)(#[ -~]*\r\n)+(require .*)?"), script);
    }

    @Test
    void whatAPhoneWritesIsAText() {
        var mail = GreenMailHost.shared();
        String user = mail.newUser();
        var events = new Events();
        var imap = ImapSettings.of("127.0.0.1", mail.imapPort(), Security.NONE);
        var smtp = SmtpSettings.of("127.0.0.1", mail.smtpPort(), Security.NONE);
        var connector = new ImapConnector(imap, smtp, "", events)
                .with(new SieveAnswering(settings(), InstantSource.system(), events));
        var texts = new ArrayList<String>();
        try (var bridge = new TestBridge(connector, events, data)) {
            var phone = new HttpTransport(bridge.address(), user, mail.password(), "phone", Version.V16_1);
            texts.add("away");
            texts.addAll(HOSTILE);
            for (String type : List.of("TEXT", "HTML"))
                for (String text : texts) assertEquals("1", set(phone, text, type), text);
        }
        assertOneShape(2 * texts.size());
        for (String script : scripts()) for (String entity : vacations(script)) assertFieldsOfOurs(entity);
    }

    private static String set(HttpTransport phone, String text, String type) {
        Element message = Element.of(
                Settings.OofMessage,
                Settings.AppliesToInternal,
                Element.of(Settings.Enabled, 1),
                Element.of(Settings.ReplyMessage, text),
                Element.of(Settings.BodyType, type));
        Element oof = Element.of(Settings.Oof, Element.of(Settings.Set, Element.of(Settings.OofState, 1), message));
        return phone.post("Settings", Optional.of(Element.of(Settings.Settings, oof)))
                .document()
                .flatMap(answer -> answer.text(Settings.Oof, Settings.Status))
                .orElse("none");
    }

    private static List<String> vacations(String script) {
        var tokens = SieveTokens.of(script);
        var found = new ArrayList<String>();
        for (int i = 0; i + 1 < tokens.size(); i++)
            if (tokens.get(i).is(Kind.TAG, "mime")) found.add(tokens.get(i + 1).text());
        assertFalse(found.isEmpty(), script);
        return found;
    }

    /** Wherever a header begins: at first, and behind each boundary. */
    private static void assertFieldsOfOurs(String entity) {
        for (String part : entity.split("(?m)^--=_away(--)?\r\n"))
            for (String field : part.split("\r\n\r\n", 2)[0].split("\r\n"))
                assertTrue(field.isEmpty() || field.matches("(Content-[A-Za-z-]+: | )[ -~]*"), field);
    }

    /** Even one that {@code Backends} would not let through. */
    @Test
    void aLoginIsOneString() throws BackendException {
        var logins = new ArrayList<>(List.of("anna"));
        logins.addAll(HOSTILE);
        for (String login : logins) {
            var account = new Account(login, List.of(login + "@" + login, login), "");
            of(account, new Credentials(login, login), List.of()).setAbsence(away("away", false));
        }
        List<String> sent = said().stream()
                .filter(one -> one.verb().equals("AUTHENTICATE"))
                .map(one ->
                        new String(Base64.getDecoder().decode(one.arguments().getLast()), UTF_8))
                .toList();
        assertEquals(logins.stream().map(login -> "\0" + login + "\0" + login).toList(), sent);
        assertOneShape(logins.size());
    }

    @Test
    void peopleWhoAreKnownAreStrings() throws BackendException {
        var account = new Account("anna", List.of("anna@example.org"), "");
        for (String one : HOSTILE) {
            var known = List.of(one, one + "@example.org", "a\u0000b");
            of(account, new Credentials("anna", "pw"), known).setAbsence(away("away", false));
        }
        assertOneShape(HOSTILE.size());
    }

    /** As another client of the user's, or the host, has named the script that is active. */
    @Test
    void theNameOfAScriptIsThatName() throws BackendException {
        int scripts = 0;
        for (String name : HOSTILE) {
            host.on("LISTSCRIPTS", literal(name) + " ACTIVE\nOK\n").on("GETSCRIPT", "\"keep;\"\nOK\n");
            if (name.chars().anyMatch(Character::isISOControl)) {
                assertThrows(BackendException.class, () -> anna().setAbsence(away("away", false)), name);
                continue;
            }
            anna().setAbsence(away("away", false));
            assertTrue(scripts().size() > scripts++, name);
            host.on("LISTSCRIPTS", literal("mailspan-oof") + " ACTIVE\n" + literal(name) + "\nOK\n")
                    .on("GETSCRIPT", literal(scripts().getLast()) + "\nOK\n");
            anna().setAbsence(new Absence(new When.Never(), away("away", false).replies()));
            scripts++;
            assertEquals(
                    List.of(name),
                    said().stream()
                            .filter(one -> one.verb().equals("SETACTIVE"))
                            .toList()
                            .getLast()
                            .arguments());
        }
        assertTrue(scripts > 10, "names were tried: " + scripts);
    }

    /** As a host says it; the fake one makes CRLF of LF. */
    private static String literal(String text) {
        String lines = text.replace("\r\n", "\n");
        return "{" + lines.replace("\n", "\r\n").getBytes(UTF_8).length + "}\n" + lines;
    }
}
