package org.mailspan.support;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.mailspan.protocol.Version;
import org.mailspan.support.Dialogue.Step;
import org.mailspan.support.Dialogue.Words;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.XmlReader;

/** Reads the text of a dialogue; refuses it with the line, so that a slip of the pen does not look like a fault. */
public final class DialogueReader {
    private static final Pattern LIMITED = Pattern.compile("(?m)^\\[([0-9.]+)](.*)$");
    private static final Pattern WORD =
            Pattern.compile("(?:([A-Za-z-]+)=)?(?:\"((?:[^\"\\\\]++|\\\\.)*+)\"|([^\\s\"]\\S*))\\s*");
    private static final Pattern ANSWER = Pattern.compile("<\\s+(\\d{3})(.*)");
    private static final Pattern REQUEST = Pattern.compile(">\\s+POST\\s+(\\S+)(.*)");

    private static final Pattern ESCAPE = Pattern.compile("\\\\([rnt\"\\\\])");

    /** How {@link XmlReader} begins what it says. */
    private static final Pattern LINE = Pattern.compile("line (\\d+): (.*)", Pattern.DOTALL);

    private final String name;
    private final String text;
    private int at;
    private Set<Version> versions = EnumSet.allOf(Version.class);
    private final Set<String> shows = new TreeSet<>();
    private final Map<String, String> policy = new LinkedHashMap<>();
    private final List<Step> steps = new ArrayList<>();

    private DialogueReader(String name, String text) {
        this.name = name;
        this.text = text;
    }

    /** As it reads in one version: lines that begin with {@code [14.0..]} or the like are there only in some. */
    public static Dialogue read(String name, String text, Version version) {
        var reader = new DialogueReader(name, limited(text, version));
        try {
            return reader.dialogue();
        } catch (IllegalArgumentException broken) {
            var ofDocument = LINE.matcher(broken.getMessage());
            throw new IllegalArgumentException(
                    ofDocument.matches()
                            ? name + ":" + ofDocument.group(1) + ": " + ofDocument.group(2)
                            : name + ":" + reader.line() + ": " + broken.getMessage(),
                    broken);
        }
    }

    private static String limited(String text, Version version) {
        return LIMITED.matcher(text.replace("\r\n", "\n")).replaceAll(m -> {
            String[] ends = m.group(1).split("\\.\\.", 2);
            boolean open = m.group(1).contains("..");
            boolean early = !ends[0].isEmpty() && !version.since(version(ends[0]));
            String last = open ? ends[1] : ends[0];
            boolean late = !last.isEmpty() && !version(last).since(version);
            return early || late ? "" : Matcher.quoteReplacement(m.group(2));
        });
    }

    private static Version version(String text) {
        return Version.of(text).orElseThrow(() -> new IllegalArgumentException("no version " + text));
    }

    private Dialogue dialogue() {
        while (at < text.length()) step(nextLine());
        if (steps.stream().noneMatch(Step.Expect.class::isInstance))
            throw new IllegalArgumentException("expects nothing");
        return new Dialogue(name, versions, shows, policy, steps);
    }

    private void step(String line) {
        int number = line();
        if (line.isBlank() || line.startsWith("#")) return;
        var request = REQUEST.matcher(line);
        var answer = ANSWER.matcher(line);
        if (request.matches()) {
            Words words = words(request.group(2));
            Optional<Element> document = document();
            String body = String.join("\r\n", quoted());
            byte[] octets = body.getBytes(StandardCharsets.UTF_8);
            steps.add(new Step.Ask(number, request.group(1), words.named(), document, octets));
        } else if (answer.matches()) {
            Words words = words(answer.group(2));
            Optional<Element> document = document();
            steps.add(new Step.Expect(
                    number, Integer.parseInt(answer.group(1)), words.named(), document, parts(document.isPresent())));
        } else {
            act(number, words(line));
        }
    }

    private void act(int number, Words words) {
        switch (words.at(0)) {
            case "versions" ->
                versions = words.from(1).stream()
                        .map(DialogueReader::version)
                        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Version.class)));
            case "shows" -> shows.addAll(words.from(1));
            case "policy" -> policy.putAll(words.named());
            default -> steps.add(new Step.Act(number, words));
        }
    }

    /** A document begins with a tag; "&lt; 200" begins the answer. */
    private Optional<Element> document() {
        int from = at;
        while (from < text.length() && Character.isWhitespace(text.charAt(from))) from++;
        boolean none = from + 1 >= text.length()
                || text.charAt(from) != '<'
                || Character.isWhitespace(text.charAt(from + 1))
                || text.startsWith("<!--", from);
        if (none) return Optional.empty();
        at = from;
        var read = XmlReader.first(text, from);
        at = read.end();
        return Optional.of(read.root());
    }

    /** Each begins with a line "part"; without a document there is one, and no such line. */
    private List<String> parts(boolean hasDocument) {
        var parts = new ArrayList<String>();
        if (!hasDocument) {
            List<String> lines = quoted();
            return lines.isEmpty() ? List.of() : List.of(String.join("\r\n", lines));
        }
        skipBlank();
        while (text.startsWith("part\n", at)) {
            nextLine();
            parts.add(String.join("\r\n", quoted()));
            skipBlank();
        }
        return parts;
    }

    /** The lines that begin with a bar. */
    private List<String> quoted() {
        var lines = new ArrayList<String>();
        skipBlank();
        while (text.startsWith("|", at)) lines.add(nextLine().replaceFirst("^\\| ?", ""));
        return lines;
    }

    private void skipBlank() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) at++;
    }

    private String nextLine() {
        int end = text.indexOf('\n', at);
        if (end < 0) end = text.length();
        String line = text.substring(at, end);
        at = Math.min(end + 1, text.length());
        return line.startsWith("|") ? line : line.strip();
    }

    /** Of what was just read. */
    private int line() {
        return (int) text.substring(0, Math.max(0, at - 1))
                        .chars()
                        .filter(c -> c == '\n')
                        .count()
                + 1;
    }

    static Words words(String line) {
        var bare = new ArrayList<String>();
        Map<String, String> named = new LinkedHashMap<>();
        var m = WORD.matcher(line.strip());
        while (m.lookingAt()) {
            String value = m.group(2) == null ? m.group(3) : unescaped(m.group(2));
            if (m.group(1) == null) bare.add(value);
            else named.put(m.group(1), value);
            m.region(m.end(), m.regionEnd());
        }
        if (m.regionStart() < m.regionEnd()) throw new IllegalArgumentException("cannot be read: " + line);
        return new Words(bare, named);
    }

    private static String unescaped(String quoted) {
        return ESCAPE.matcher(quoted)
                .replaceAll(m -> Matcher.quoteReplacement(
                        switch (m.group(1)) {
                            case "r" -> "\r";
                            case "n" -> "\n";
                            case "t" -> "\t";
                            default -> m.group(1);
                        }));
    }
}
