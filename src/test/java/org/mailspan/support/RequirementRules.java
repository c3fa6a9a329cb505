package org.mailspan.support;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.mailspan.protocol.Version;
import org.mailspan.support.AnswersSeen.Seen;
import org.mailspan.support.Requirements.Requirement;

/**
 * What requirements say of the structure of answers: which element stands where, in which namespace and version, with
 * which type and how often. A schema holds all of it, and each answer is held against its schema; so such a requirement
 * is shown once the element was in an answer. One that only requests have is never shown here.
 */
final class RequirementRules {
    private static final String HEADING = "^\\[?(?:In )?[^\\]]*\\] ?";
    private static final Pattern PLACE = Pattern.compile("(?:None )?\\[?Element ([\\w:]+) in (\\w+) command"
        + " (?:(Oof|UserInformation) )?(?:request and )?response(?: ?\\([^)]*\\))?(?: (fetch|Move|EmptyFolderContents)"
        + " operation)?,? ?(?:has no child element|the parent elements? (?:is|are) (.+?)\\.?$|the data type is|the"
        + " number allowed is).*");
    private static final Pattern USED =
            Pattern.compile("Element ([\\w:]+) is used in \\[(\\w+) command] (?:Request and )?Response.*");
    private static final Pattern SCHEMA = Pattern.compile("The XML schema for the (\\w+) command response is .*");
    private static final Pattern NAMESPACE =
            Pattern.compile("\\[In (\\w+) ?\\((\\w+)\\)] (?:All e|E)lements referenced in this section.* in the (\\w+)"
                    + " namespace.*");
    private static final Pattern DEFINED =
            Pattern.compile("\\[In ([\\w:]+)] It ?\\[[\\w:]+] is defined as an element in the (\\w+) namespace.*");
    private static final Pattern TYPED =
            Pattern.compile("\\[In ([\\w:]+)] The value of this element ?\\[[\\w:]+] is an? .*");
    private static final Pattern CHILD = Pattern.compile(
            "\\[In ([\\w:]+)(?: ?\\(\\w+\\))?] The ([\\w:]+) element is an? (?:optional|required) (?:container"
                + " \\([^)]*\\) )?child(?: element)?(?: of type \\w+ \\([^)]*\\))? of the ([\\w:]+) element \\(section"
                + " [0-9.]+\\)(?: that .*)?\\.");
    private static final Pattern CHILDLESS = Pattern.compile(
            "\\[In ([\\w:]+)(?: ?\\((\\w+)\\))?] The ([\\w:]+) element (?:MUST have no|cannot have) child"
                    + " elements\\.");
    private static final Pattern VERSION =
            Pattern.compile(".*Protocol version (1[246]\\. ?[01]) (supports|does not supports?) this \\[([\\w:]+)(?:"
                    + " ?\\(([\\w, ]+)\\))?] (element|command)\\.");

    private static final Map<String, Set<String>> NAMESPACES = Map.of(
            "MS-ASEMAIL", Set.of("Email", "Email2", "Tasks", "AirSyncBase"),
            "MS-ASAIRS", Set.of("AirSyncBase"),
            "MS-ASPROV", Set.of("Provision", "Settings"),
            "MS-ASCON", Set.of("AirSync", "AirSyncBase", "Email2"),
            "MS-ASCAL", Set.of("Calendar"),
            "MS-ASCNTC", Set.of("Contacts", "Contacts2"),
            "MS-ASTASK", Set.of("Tasks"),
            "MS-ASNOTE", Set.of("Notes"));

    private final Map<String, List<Seen>> byName = new TreeMap<>();
    private final List<Seen> all;

    RequirementRules(List<Seen> all) {
        this.all = all;
        for (Seen one : all)
            byName.computeIfAbsent(one.tag().name(), _ -> new ArrayList<>()).add(one);
    }

    boolean isShown(Requirement requirement) {
        String text = requirement.text();
        String bare = text.replaceFirst(HEADING, "");
        var place = PLACE.matcher(bare);
        if (place.matches()) return stands(place.toMatchResult());
        var used = USED.matcher(bare);
        if (used.matches()) return any(used.group(1), one -> one.command().equals(used.group(2)));
        var schema = SCHEMA.matcher(bare);
        if (schema.matches()) return any(schema.group(1), one -> one.path().size() == 1);
        var namespace = NAMESPACE.matcher(text);
        if (namespace.matches())
            return any(
                    namespace.group(1),
                    one -> one.command().equals(namespace.group(2))
                            && one.tag().namespace().equals(namespace.group(3)));
        var defined = DEFINED.matcher(text);
        if (defined.matches())
            return any(defined.group(1), one -> one.tag().namespace().equals(defined.group(2)));
        var typed = TYPED.matcher(text);
        if (typed.matches()) return any(typed.group(1), inDocument(requirement));
        var child = CHILD.matcher(text);
        if (child.matches())
            return any(
                    child.group(2),
                    inDocument(requirement).and(one -> one.parent().equals(local(child.group(3)))));
        var childless = CHILDLESS.matcher(text);
        if (childless.matches())
            return any(
                    childless.group(3),
                    inDocument(requirement)
                            .and(one ->
                                    childless.group(2) == null || one.parent().equals(childless.group(2))));
        var version = VERSION.matcher(text);
        return version.matches() && isSpoken(requirement, version.toMatchResult());
    }

    private boolean stands(MatchResult m) {
        Predicate<Seen> here = one -> one.command().equals(m.group(2))
                && (m.group(3) == null || one.within(m.group(3)))
                && (m.group(4) == null || one.within(m.group(4).equals("fetch") ? "Fetch" : m.group(4)));
        if (m.group(5) == null) return any(m.group(1), here);
        return Arrays.stream(m.group(5).split(",| and | or "))
                .map(parent -> parent.replaceFirst("\\(.*", "").strip())
                .allMatch(parent -> any(m.group(1), here.and(one -> one.parent().equals(local(parent)))));
    }

    private boolean isSpoken(Requirement requirement, MatchResult m) {
        Version version = Version.of(m.group(1).replace(" ", "")).orElseThrow();
        Predicate<Seen> there = inDocument(requirement)
                .and(one -> m.group(4) == null
                        || Arrays.asList(m.group(4).split(", ")).contains(one.command()));
        boolean isCommand = m.group(5).equals("command");
        Predicate<Seen> what = isCommand ? one -> one.path().size() == 1 : there;
        boolean seen = any(m.group(3), what.and(one -> one.version() == version));
        if (m.group(2).equals("supports")) return seen;
        return !isCommand && !seen && any(m.group(3), there.and(one -> isMissing(one, version)));
    }

    /** It was there in another version, and in this one what would have held it, without it. */
    private boolean isMissing(Seen other, Version version) {
        var above = other.path().subList(0, other.path().size() - 1);
        return !above.isEmpty()
                && all.stream()
                        .anyMatch(one -> one.version() == version && one.path().equals(above));
    }

    private static Predicate<Seen> inDocument(Requirement requirement) {
        Set<String> namespaces = NAMESPACES.getOrDefault(requirement.document(), Set.of());
        return one -> namespaces.isEmpty() || namespaces.contains(one.tag().namespace());
    }

    private boolean any(String name, Predicate<Seen> which) {
        return byName.getOrDefault(local(name), List.of()).stream().anyMatch(which);
    }

    /** Without the prefix, whose spelling differs. */
    private static String local(String name) {
        return name.substring(name.indexOf(':') + 1);
    }
}
