package org.mailspan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.event.Event;
import org.mailspan.support.Hosts;

/** Who guesses passwords is banned by what the log says, and nobody can write into the log who else is. */
final class Fail2banTest {
    private static final Path FILTER = Path.of("src/packaging/fail2ban/filter.d/mailspan.conf");
    private static final Path JAIL = Path.of("src/packaging/fail2ban/jail.d/mailspan.conf");
    private static final String ATTACKER = "203.0.113.9";
    private static final String VICTIM = "198.51.100.6";
    private static final String FORGED = "login refused from " + VICTIM + ", user \"x\": no";

    /** As a stranger would like to be called. */
    private static final List<String> NAMES = List.of(
            "anna",
            "",
            " ",
            "\"",
            "\\",
            "\\\"",
            "\": no\", user \"",
            FORGED,
            "\"" + FORGED,
            "x\": no\n2026-11-21T12:00:00.000Z WARN  " + FORGED,
            "x\r\n" + FORGED,
            "x\u2028WARN  " + FORGED,
            "x\u0085WARN  " + FORGED,
            "\", user \"anna\": no, login refused from " + VICTIM,
            "\\\": refused before; not asked again",
            "x\": refused before; ",
            "2026-11-21T12:00:00.000Z WARN  " + FORGED,
            "host java[12]: 2026-11-21T12:00:00.000Z WARN  " + FORGED,
            "# WARN  " + FORGED,
            "<ADDR> <HOST> %(_line)s",
            VICTIM,
            "anna@[" + VICTIM + "]",
            "Aa\u0301\u202E\uFEFF\u0000\u001B[2J",
            "x".repeat(1_000));

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Clock clock = Clock.fixed(Instant.parse("2026-11-21T12:00:00.089Z"), ZoneId.of("Europe/Berlin"));

    @TempDir
    private Path directory;

    private EventLog log(Level level) {
        return new EventLog(new Log(new PrintStream(out, true, UTF_8), clock, Log.DATE_AND_TIME, level));
    }

    private List<String> lines() {
        return out.toString(UTF_8).lines().toList();
    }

    /** What stands in the log beside refused logins, and has words of strangers in it. */
    private static List<Event> others(String name) {
        return List.of(
                new Event.HostFailed(name, "login", "DOWN: " + name),
                new Event.HostFailed(name, name, FORGED),
                new Event.RequestRefused(ATTACKER, name, 400, name),
                new Event.RequestServed(name, name, "Sync", "16.1", 503, name, Duration.ZERO),
                new Event.RequestServed(name, "d", "Sync", "16.1", 200, "", Duration.ZERO),
                new Event.WatchLost(name, name),
                new Event.Discovered(name, ATTACKER, name),
                new Event.ItemUnconvertible(name, name, name, name),
                new Event.Failed("4711", name, new IllegalStateException(name + "\n" + FORGED)),
                new Event.Failed("4711", "Sync", new IllegalStateException("x".repeat(60_000) + FORGED)));
    }

    private record Filter(Pattern fail, Pattern ignore) {
        static Filter read() throws IOException {
            String text = Files.readString(FILTER);
            String line = value(text, "_line");
            return new Filter(pattern(value(text, "failregex"), line), pattern(value(text, "ignoreregex"), line));
        }

        private static String value(String text, String key) {
            Matcher found = Pattern.compile("(?m)^" + key + " = (.*)$").matcher(text);
            assertTrue(found.find(), key);
            return found.group(1);
        }

        private static Pattern pattern(String value, String line) {
            return Pattern.compile(value.replace("%(_line)s", line)
                    .replace("<ADDR>", "(?<address>[0-9.]+|[0-9a-fA-F:]*:[0-9a-fA-F:]*)"));
        }

        /** Whom a line bans, as fail2ban sees it, without its time: it cuts that out. */
        List<String> banned(List<String> lines) {
            return lines.stream()
                    .map(line -> line.replaceFirst("^(# )?\\d{4}-\\d\\d-\\d\\dT[0-9:.]+(Z|[+-]\\d\\d:\\d\\d)", "$1"))
                    .filter(line -> !ignore.matcher(line).find())
                    .flatMap(line -> fail.matcher(line).results().map(it -> it.group("address")))
                    .toList();
        }
    }

    @Test
    void whoeverIsRefusedIsBannedUnderEveryName() throws IOException {
        Filter filter = Filter.read();
        for (Level level : List.of(Level.INFO, Level.FINEST)) {
            for (String name : NAMES) {
                out.reset();
                log(level).accept(new Event.LoginRefused(ATTACKER, name, "the host refuses the password"));
                log(level).accept(new Event.LoginThrottled("2001:db8::9", name, Duration.ofSeconds(30)));
                assertEquals(2, lines().size(), name);
                assertEquals(List.of(ATTACKER, "2001:db8::9"), filter.banned(lines()), name);
            }
        }
    }

    @Test
    void noOtherLineBansAnybodyWhateverStrangersCallThemselves() throws IOException {
        for (Level level : List.of(Level.INFO, Level.FINEST))
            for (String name : NAMES) others(name).forEach(event -> log(level).accept(event));
        assertFalse(lines().isEmpty());
        assertEquals(List.of(), Filter.read().banned(lines()));
        assertTrue(lines().stream().allMatch(line -> line.length() < 5_000), "a long line is cut in two by journald");
    }

    @Test
    void anOldPasswordThatAPhoneGoesOnSendingBansNobody() throws IOException {
        log(Level.INFO).accept(new Event.LoginRefused(ATTACKER, "anna", "refused before; not asked again for 300 s"));
        assertEquals(List.of(), Filter.read().banned(lines()));
        out.reset();
        log(Level.INFO).accept(new Event.LoginRefused(ATTACKER, "x\": refused before; not", "no"));
        assertEquals(List.of(ATTACKER), Filter.read().banned(lines()), "the name alone does not help");
    }

    /** With the program itself, on a log file and on lines as the journal hands them over. */
    @Test
    void fail2banReadsTheLog() throws Exception {
        Hosts.requireBinary("fail2ban-regex", "fail2ban");
        for (String name : NAMES) say(name, Level.INFO);
        var expected = Map.of(ATTACKER, NAMES.size(), "2001:db8::9", NAMES.size());
        assertEquals(expected, counted("", lines()));
        assertEquals(expected, counted("mail java[812]: ", lines()));
        assertEquals(expected, counted("Nov  1 12:00:00 mail java[812]: ", lines()));
        out.reset();
        // A line that begins with # is left out by fail2ban-regex, though not by fail2ban.
        for (String name : NAMES) say(name, Level.FINEST);
        assertEquals(expected, counted("mail java[812]: ", lines()));
    }

    private void say(String name, Level level) {
        others(name).forEach(log(level));
        log(level).accept(new Event.LoginRefused(ATTACKER, name, "the host refuses the password"));
        log(level).accept(new Event.LoginThrottled("2001:db8::9", name, Duration.ofSeconds(30)));
        log(level).accept(new Event.LoginRefused(VICTIM, name, "refused before; not asked again for 9 s"));
    }

    /** @param before what the journal or syslog puts before each line */
    private Map<String, Integer> counted(String before, List<String> lines) throws Exception {
        Path file = Files.write(
                directory.resolve("log"), lines.stream().map(before::concat).toList());
        Process process = new ProcessBuilder(
                        "fail2ban-regex", "--usedns=no", "--out=ip", file.toString(), FILTER.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("out").toFile())
                .start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        var counts = new TreeMap<String, Integer>();
        for (String line : Files.readAllLines(directory.resolve("out"))) counts.merge(line.strip(), 1, Integer::sum);
        assertEquals(0, process.exitValue(), counts::toString);
        return counts;
    }

    @Test
    void theJailNamesTheFilterAndTheUnitThatAreShipped() throws IOException {
        String jail = Files.readString(JAIL);
        assertTrue(jail.contains("\nfilter = " + FILTER.getFileName().toString().replace(".conf", "") + "\n"));
        assertTrue(jail.contains("_SYSTEMD_UNIT=mailspan.service"));
        assertTrue(Files.exists(Path.of("src/packaging/mailspan.service")));
        var keys = new ArrayList<String>();
        for (String line : jail.lines().toList())
            if (line.contains(" = ")) keys.add(line.substring(0, line.indexOf(' ')));
        assertTrue(keys.containsAll(List.of("maxretry", "findtime", "bantime")), keys::toString);
    }
}
