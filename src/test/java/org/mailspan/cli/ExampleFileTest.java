package org.mailspan.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.cli.Settings.Result;

/** bridge.properties.example says what the code does: same keys, same order, same defaults, same sentences. */
final class ExampleFileTest {
    private static final Path EXAMPLE = Path.of("bridge.properties.example");
    private static final Pattern PAIR = Pattern.compile("(?m)^#?([A-Za-z0-9.]+) =(.*)$");

    @TempDir
    Path directory;

    @Test
    void itHasEverySettingOnceInTheOrderOfTheTable() throws IOException {
        assertEquals(
                Key.ALL.stream().map(Key::key).toList(),
                PAIR.matcher(Files.readString(EXAMPLE))
                        .results()
                        .map(pair -> pair.group(1))
                        .toList());
    }

    @Test
    void itsCommentedLinesAreTheDefaults() throws IOException {
        String text = Files.readString(EXAMPLE);
        Settings asItStands = read(text);
        Settings withDefaultsWrittenOut = read(text.replaceAll(PAIR.pattern(), "$1 =$2"));
        assertEquals(asItStands, withDefaultsWrittenOut);
        for (MatchResult pair : PAIR.matcher(text).results().toList()) {
            String byDefault = Key.of(pair.group(1)).orElseThrow().byDefault();
            if (!byDefault.isEmpty()) assertEquals(byDefault, pair.group(2).strip(), pair.group(1));
        }
    }

    @Test
    void onlyTheHostIsSet() throws IOException {
        List<String> set = SettingsFile.lines(Files.readString(EXAMPLE)).stream()
                .map(line ->
                        assertInstanceOf(SettingsFile.Line.Pair.class, line).key())
                .toList();
        assertEquals(List.of("imap.host"), set);
    }

    @Test
    void eachSettingIsExplainedByItsSentence() throws IOException {
        String text = Files.readString(EXAMPLE);
        for (Key key : Key.ALL)
            assertTrue(
                    Pattern.compile("(?m)^# " + Pattern.quote(key.sentence()) + "\n(# .*\n)*#?" + key.key() + " =")
                            .matcher(text)
                            .find(),
                    key.key());
    }

    private Settings read(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("bridge.properties"), text);
        return assertInstanceOf(Result.Good.class, Settings.read(file, Map.of()))
                .settings();
    }
}
