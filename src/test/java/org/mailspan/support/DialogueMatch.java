package org.mailspan.support;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Node;
import org.mailspan.wbxml.Node.Text;

/**
 * Holds an answer against what was expected. <code>{name}</code> takes what stands there when it is met first, and is
 * that from then on; <code>{*}</code> is any text, and among elements any number of them; <code>{{}</code> is a brace.
 */
public final class DialogueMatch {
    private static final Pattern PLACE = Pattern.compile("\\{(\\{|\\*|[A-Za-z][A-Za-z0-9 ._/-]*)}");

    private final Map<String, String> known;
    private int matched;
    private final Function<String, Optional<String>> otherwise;

    /** @param otherwise what a name means that was not met yet */
    DialogueMatch(Map<String, String> known, Function<String, Optional<String>> otherwise) {
        this.known = known;
        this.otherwise = otherwise;
    }

    /** A request with what its names stand for. */
    Element filled(Element request) {
        return new Element(
                request.tag(), request.children().stream().map(this::filled).toList());
    }

    private Node filled(Node child) {
        if (child instanceof Element inner) return filled(inner);
        return child instanceof Text(String value) ? new Text(filled(value)) : child;
    }

    String filled(String text) {
        return PLACE.matcher(text).replaceAll(place -> {
            String value = value(place.group(1))
                    .orElseThrow(() -> new IllegalArgumentException(place.group() + " is not known yet"));
            return Matcher.quoteReplacement(value);
        });
    }

    private Optional<String> value(String name) {
        if (name.equals("{")) return Optional.of(name);
        return Optional.ofNullable(known.get(name)).or(() -> otherwise.apply(name));
    }

    /** Nothing, or where and how the answer differs; only a match makes names known. */
    Optional<String> difference(Element expected, Element actual) {
        return attempt(() -> element(expected, actual, "/" + expected.tag().name()));
    }

    Optional<String> difference(String expected, String actual) {
        return attempt(() -> text(expected, actual, "the text"));
    }

    private interface Attempt {
        Optional<String> run();
    }

    private Optional<String> attempt(Attempt what) {
        var before = new HashMap<>(known);
        Optional<String> difference = what.run();
        if (difference.isPresent()) {
            known.clear();
            known.putAll(before);
        }
        return difference;
    }

    private Optional<String> element(Element expected, Element actual, String path) {
        if (!expected.tag().equals(actual.tag()))
            return Optional.of(path + ": expected " + name(expected) + ", was " + name(actual));
        boolean texts = expected.children().stream().allMatch(Text.class::isInstance);
        if (!texts || expected.children().isEmpty()) return children(expected.children(), actual.children(), path);
        if (expected.text().strip().equals("{*}")) return Optional.empty();
        if (!actual.children().stream().allMatch(Text.class::isInstance))
            return Optional.of(path + ": expected the text " + expected.text() + ", was " + actual);
        return text(expected.text(), actual.text(), path);
    }

    private Optional<String> children(List<Node> expected, List<Node> actual, String path) {
        if (expected.isEmpty())
            return actual.isEmpty() ? Optional.empty() : Optional.of(path + ": not expected: " + actual.getFirst());
        if (isRest(expected.getFirst())) {
            List<Node> behind = expected.subList(1, expected.size());
            if (behind.isEmpty()) return Optional.empty();
            return somewhere(behind, actual, path);
        }
        if (actual.isEmpty()) return Optional.of(path + ": missing " + shown(expected.getFirst()));
        return node(expected.getFirst(), actual.getFirst(), path)
                .or(() -> children(expected.subList(1, expected.size()), actual.subList(1, actual.size()), path));
    }

    /** Behind any number of nodes. Of the places where it might have begun, the one that went furthest is told. */
    private Optional<String> somewhere(List<Node> expected, List<Node> actual, String path) {
        Optional<String> told = Optional.of(path + ": expected " + shown(expected.getFirst()) + " somewhere here");
        int furthest = 0;
        for (int skip = 0; skip <= actual.size(); skip++) {
            List<Node> rest = actual.subList(skip, actual.size());
            int before = matched;
            Optional<String> here = attempt(() -> children(expected, rest, path));
            if (here.isEmpty()) return here;
            boolean begins = !rest.isEmpty() && isAlike(expected.getFirst(), rest.getFirst());
            if (begins && matched - before >= furthest) {
                furthest = matched - before;
                told = here;
            }
        }
        return told;
    }

    private Optional<String> node(Node expected, Node actual, String path) {
        if (expected instanceof Element e && actual instanceof Element a)
            return element(e, a, isAlike(e, a) ? path + "/" + name(e) : path);
        if (expected instanceof Text(String e) && actual instanceof Text(String a)) return text(e, a, path);
        return expected.equals(actual)
                ? Optional.empty()
                : Optional.of(path + ": expected " + shown(expected) + ", was " + shown(actual));
    }

    private static boolean isRest(Node node) {
        return node instanceof Text(String value) && value.strip().equals("{*}");
    }

    private static boolean isAlike(Node one, Node other) {
        return one instanceof Element a && other instanceof Element b && a.tag().equals(b.tag());
    }

    private Optional<String> text(String expected, String actual, String path) {
        var pattern = new StringBuilder();
        var names = new ArrayList<String>();
        var places = PLACE.matcher(expected);
        int from = 0;
        while (places.find()) {
            pattern.append(Pattern.quote(expected.substring(from, places.start())));
            String name = places.group(1);
            Optional<String> value = name.equals("*") ? Optional.empty() : value(name);
            boolean fresh = !name.equals("*") && value.isEmpty();
            if (fresh) names.add(name);
            pattern.append(value.map(Pattern::quote).orElse(fresh ? "(.+?)" : ".*?"));
            from = places.end();
        }
        pattern.append(Pattern.quote(expected.substring(from)));
        var m = Pattern.compile(pattern.toString(), Pattern.DOTALL).matcher(actual);
        if (!m.matches()) return Optional.of(path + ": expected " + meaning(expected) + ", was " + actual);
        matched++;
        for (int i = 0; i < names.size(); i++) known.put(names.get(i), m.group(i + 1));
        return Optional.empty();
    }

    private String meaning(String expected) {
        String meant = PLACE.matcher(expected)
                .replaceAll(
                        place -> Matcher.quoteReplacement(value(place.group(1)).orElse(place.group())));
        return meant.equals(expected) ? expected : expected + " (" + meant + ")";
    }

    private static String name(Element element) {
        return element.tag().namespace() + ":" + element.tag().name();
    }

    private static String shown(Node node) {
        return node instanceof Text(String value) ? value : node.toString();
    }
}
