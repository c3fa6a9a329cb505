package org.mailspan.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mailspan.cli.Settings.Mistake;

/** What a settings file and the environment say, each value checked alone; gathers mistakes instead of throwing them. */
final class Values {
    /** Ours, and read elsewhere: what {@code probe} and others log in with, and how much the log tells. */
    private static final Set<String> NO_SETTINGS = Set.of("MAILSPAN_PASSWORD", "MAILSPAN_LOG");

    /** A value, the line it was said in (0 if in none), and that place in words. */
    private record Said(String value, int line, String place) {}

    private record Found(int line, Mistake mistake) {}

    private final Map<Key, Said> said = new LinkedHashMap<>();
    private final List<Found> found = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private boolean isRead = true;

    static Values of(Path file, Map<String, String> environment) {
        var values = new Values();
        values.readFile(file);
        values.readEnvironment(environment);
        values.said.forEach(values::check);
        return values;
    }

    /** False if there is no file, or none that can be read: then nothing else can be said of it. */
    boolean isRead() {
        return isRead;
    }

    /** The value in force, empty if there is none. */
    String of(Key key) {
        Said it = said.get(key);
        if (it == null) return key.byDefault();
        // An empty listener is off, and nobody may be believed; any other empty value is as if it were not there.
        boolean emptyIsAValue = key == Setting.HTTP_LISTEN || key == Setting.HTTP_PROXIES;
        return it.value.isEmpty() && !emptyIsAValue ? key.byDefault() : it.value;
    }

    boolean has(Key key) {
        return !of(key).isEmpty();
    }

    /** Whether this value is there and can be used. */
    boolean isSound(Key key) {
        return has(key) && key.fault(of(key)).isEmpty();
    }

    void mistake(Key key, String what, String remedy) {
        Said it = said.getOrDefault(key, new Said("", 0, key.key()));
        mistake(it.line, it.place, what, remedy);
    }

    void warning(String sentence) {
        warnings.add(sentence);
    }

    /** In the order of the lines, then those that belong to none. */
    List<Mistake> mistakes() {
        return found.stream()
                .sorted(Comparator.comparingInt(it -> it.line == 0 ? Integer.MAX_VALUE : it.line))
                .map(Found::mistake)
                .toList();
    }

    List<String> warnings() {
        return List.copyOf(warnings);
    }

    private void readFile(Path file) {
        if (Files.isDirectory(file)) {
            unreadable(file, "is a directory", "Name the file in it: a copy of bridge.properties.example.");
            return;
        }
        try {
            SettingsFile.lines(Files.readString(file)).forEach(this::take);
        } catch (NoSuchFileException gone) {
            unreadable(file, "there is no such file", "Copy bridge.properties.example and name the copy.");
        } catch (CharacterCodingException notText) {
            unreadable(file, "is not text in UTF-8", "Save it as UTF-8.");
        } catch (IOException cannot) {
            unreadable(file, "cannot be read (" + cannot + ")", "Let the user that runs Mailspan read it.");
        }
    }

    private void unreadable(Path file, String what, String remedy) {
        isRead = false;
        mistake(0, file.toString(), what, remedy);
    }

    private void take(SettingsFile.Line line) {
        switch (line) {
            case SettingsFile.Line.Pair pair -> take(pair);
            case SettingsFile.Line.Malformed(int number) ->
                mistake(
                        number,
                        "line " + number,
                        "has a \\u without four hexadecimal digits behind it",
                        "Write \\\\ where a backslash is meant.");
        }
    }

    private void take(SettingsFile.Line.Pair line) {
        String place = "line " + line.number() + ", " + line.key();
        Optional<Key> known = Key.of(line.key());
        if (known.isEmpty()) {
            mistake(line.number(), place, "there is no such setting", remedyFor(line.key()));
            return;
        }
        Said earlier = said.putIfAbsent(known.get(), new Said(line.value(), line.number(), place));
        if (earlier != null)
            mistake(line.number(), place, "stands here again", "Keep this one or line " + earlier.line + ".");
    }

    private static String remedyFor(String key) {
        return Nearest.of(key, Key.ALL.stream().map(Key::key).toList())
                .map(near -> "Is " + near + " meant?")
                .orElse("Remove it, or put # before it.");
    }

    private void readEnvironment(Map<String, String> environment) {
        var others = new HashMap<>(environment);
        for (Key key : Key.ALL) {
            String value = others.remove(Key.variable(key));
            if (value != null) said.put(key, new Said(value.strip(), 0, Key.variable(key) + " of the environment"));
        }
        // Not a mistake: container hosts put variables of their own making beside ours, MAILSPAN_PORT for one.
        List<String> variables = Key.ALL.stream().map(Key::variable).toList();
        others.keySet().stream()
                .filter(name -> name.startsWith("MAILSPAN_") && !NO_SETTINGS.contains(name))
                .sorted()
                .forEach(name -> Nearest.of(name, variables)
                        .ifPresent(near -> warning(
                                "the environment has " + name + ", which is no setting. Is " + near + " meant?")));
    }

    private void check(Key key, Said it) {
        if (it.value.isEmpty()) return;
        key.fault(it.value)
                .ifPresent(fault -> mistake(it.line, it.place, "\"" + it.value + "\" " + fault.what(), fault.remedy()));
    }

    private void mistake(int line, String place, String what, String remedy) {
        found.add(new Found(line, new Mistake(place, what, remedy)));
    }
}
