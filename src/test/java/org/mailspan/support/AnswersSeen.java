package org.mailspan.support;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.mailspan.protocol.Version;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Tag;

/**
 * Which elements stood where in the answers of this run that fitted their schemas: what a requirement says of the
 * structure of answers was shown by those.
 */
public final class AnswersSeen {
    private static final Map<Version, Map<Tag, Place>> ROOTS = new ConcurrentHashMap<>();

    private AnswersSeen() {}

    /** A tree of places, so that an answer of thousands of items costs a look-up for each element. */
    private record Place(Map<Tag, Place> inner) {
        private Place() {
            this(new ConcurrentHashMap<>());
        }
    }

    /** @param path from the root to the element */
    record Seen(Version version, List<Tag> path) {
        Tag tag() {
            return path.getLast();
        }

        /** The name of the command, which is that of the root. */
        String command() {
            return path.getFirst().name();
        }

        String parent() {
            return path.size() < 2 ? "" : path.get(path.size() - 2).name();
        }

        boolean within(String name) {
            return path.stream()
                    .limit(path.size() - 1)
                    .anyMatch(tag -> tag.name().equals(name));
        }
    }

    static void note(Version version, Element root) {
        note(ROOTS.computeIfAbsent(version, _ -> new ConcurrentHashMap<>()), root);
    }

    private static void note(Map<Tag, Place> among, Element element) {
        Place place = among.computeIfAbsent(element.tag(), _ -> new Place());
        element.elements().forEach(inner -> note(place.inner, inner));
    }

    static List<Seen> all() {
        var all = new ArrayList<Seen>();
        ROOTS.forEach((version, roots) -> collect(version, List.of(), roots, all));
        return all;
    }

    private static void collect(Version version, List<Tag> above, Map<Tag, Place> here, List<Seen> all) {
        here.forEach((tag, place) -> {
            var path = new ArrayList<>(above);
            path.add(tag);
            all.add(new Seen(version, List.copyOf(path)));
            collect(version, path, place.inner, all);
        });
    }
}
