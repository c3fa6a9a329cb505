package org.mailspan.support;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.mailspan.protocol.Version;
import org.mailspan.support.StatusConstants.Constant;

/**
 * Which Status is there in which versions: those of MS-ASCMD 2.2.2, from 100 on, since 14.0, all others in each. What is
 * otherwise stands in a list, with its reason.
 */
public final class StatusExceptions {
    private static final int COMMON = 100;

    /** By {@code COMMAND NUMBER}: the oldest version that has it, or none. */
    private final Map<String, Optional<Version>> oldest = new TreeMap<>();

    private StatusExceptions() {}

    /** Lines {@code VERSION | COMMAND NUMBER NUMBER, COMMAND NUMBER | REASON}; "never" instead of a version. */
    public static StatusExceptions of(String lines) {
        var exceptions = new StatusExceptions();
        lines.lines().forEach(line -> {
            List<String> columns =
                    Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
            if (columns.size() != 3 || columns.getLast().isEmpty())
                throw new IllegalArgumentException("without a reason: " + line);
            Optional<Version> since = columns.getFirst().equals("never")
                    ? Optional.empty()
                    : Optional.of(Version.of(columns.getFirst())
                            .orElseThrow(() -> new IllegalArgumentException("no version: " + line)));
            for (String command : columns.get(1).split(",\\s*")) {
                String[] words = command.split("\\s+");
                for (int i = 1; i < words.length; i++) exceptions.oldest.put(words[0] + " " + words[i], since);
            }
        });
        return exceptions;
    }

    private static Version usual(Constant one) {
        return one.code() > COMMON ? Version.V14_0 : Version.V12_1;
    }

    private Set<Version> wanted(Constant one) {
        Optional<Version> since = oldest.getOrDefault(one.id(), Optional.of(usual(one)));
        return since.map(first -> EnumSet.of(first, Version.V16_1)).orElse(EnumSet.noneOf(Version.class));
    }

    /** What no dialogue shows in the oldest or the newest version that has it. */
    public List<String> missing(List<Constant> constants, StatusesExpected expected) {
        var missing = new ArrayList<String>();
        for (Constant one : constants) {
            Set<Version> shown = expected.versions(one);
            for (Version version : wanted(one))
                if (!shown.contains(version))
                    missing.add("%s (%s) is shown in %s, not in %s"
                            .formatted(one.id(), one.name(), text(shown), version.text()));
        }
        return missing;
    }

    private static String text(Set<Version> versions) {
        return versions.isEmpty()
                ? "none"
                : versions.stream().map(Version::text).collect(Collectors.joining(" "));
    }

    /** Exceptions of what is not there, or is shown in an older version. */
    public List<String> idle(List<Constant> constants, StatusesExpected expected) {
        var idle = new ArrayList<String>();
        oldest.forEach((id, since) -> {
            List<Constant> named =
                    constants.stream().filter(one -> one.id().equals(id)).toList();
            if (named.isEmpty()) idle.add(id + " is no status");
            named.stream()
                    .flatMap(one -> expected.versions(one).stream())
                    .filter(shown -> since.isEmpty() || !shown.since(since.get()))
                    .findFirst()
                    .ifPresent(shown -> idle.add(id + " is shown in " + shown.text() + " too"));
        });
        return idle;
    }
}
