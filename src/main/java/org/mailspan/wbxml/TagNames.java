package org.mailspan.wbxml;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** All tags by their names, for what is written as text. */
final class TagNames {
    private static final Pattern UNKNOWN = Pattern.compile("Unknown-(\\d{1,3})-([0-9A-F]{2})");
    private static final Map<String, List<Tag>> BY_NAME = byName();

    private TagNames() {}

    /** Whether only one code page has this name, or it names a token without a row. */
    static boolean isUnique(String name) {
        return BY_NAME.getOrDefault(name, List.of()).size() < 2;
    }

    /** The tag of a name that needs no namespace. */
    static Optional<Tag> unique(String name) {
        var unknown = UNKNOWN.matcher(name);
        if (unknown.matches())
            return Optional.of(Tag.of(Integer.parseInt(unknown.group(1)), Integer.parseInt(unknown.group(2), 16)));
        List<Tag> tags = BY_NAME.getOrDefault(name, List.of());
        return tags.size() == 1 ? Optional.of(tags.getFirst()) : Optional.empty();
    }

    static Optional<Tag> in(String namespace, String name) {
        return BY_NAME.getOrDefault(name, List.of()).stream()
                .filter(tag -> tag.namespace().equals(namespace))
                .findFirst();
    }

    private static Map<String, List<Tag>> byName() {
        var names = new HashMap<String, List<Tag>>();
        CodePages.all().forEach(tag -> names.merge(tag.name(), List.of(tag), TagNames::joined));
        return names;
    }

    private static List<Tag> joined(List<Tag> some, List<Tag> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }
}
