package org.mailspan.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.mailspan.support.Requirements.Requirement;

/**
 * The table of what was shown: for each document how many requirements of servers a test shows, how many the structure
 * of answers, how many are not for a mail bridge and why, and which are open.
 */
final class RequirementIndex {
    private static final Path FILE = Path.of("target/requirements.md");

    private final Map<String, Set<String>> shown;
    private final RequirementRules rules;
    private final RequirementExemptions exemptions;
    private final StringBuilder details = new StringBuilder();

    private RequirementIndex(Map<String, Set<String>> shown, RequirementRules rules, RequirementExemptions exemptions) {
        this.shown = shown;
        this.rules = rules;
        this.exemptions = exemptions;
    }

    /** Into the build's directory, if there is one and the specification lies beside; else it says so. */
    static void write() {
        var requirements = Requirements.read();
        if (requirements.isEmpty()) {
            System.out.println("No index of requirements: no specification in " + Requirements.DIRECTORY);
            return;
        }
        var index = new RequirementIndex(
                RequirementsShown.all(), new RequirementRules(AnswersSeen.all()), RequirementExemptions.read());
        String text = index.text(requirements.get());
        try {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        System.out.println(
                text.lines().takeWhile(line -> !line.startsWith("## ")).collect(Collectors.joining("\n")));
    }

    private enum State {
        SHOWN,
        STRUCTURE,
        NOT_APPLICABLE,
        OPEN
    }

    String text(Requirements requirements) {
        var out = new StringBuilder("""
            # Requirements of servers

            | document | all | shown by tests | by the structure of answers | not applicable | open |
            |---|---:|---:|---:|---:|---:|
            """);
        var documents = new ArrayList<>(Requirements.MAIL);
        requirements.all().map(Requirement::document).distinct().forEach(document -> {
            if (!documents.contains(document)) documents.add(document);
        });
        for (String document : documents) {
            List<Requirement> all = requirements.ofServer(document).toList();
            if (!all.isEmpty()) out.append(row(document, all));
        }
        return out.append('\n').append(details).toString();
    }

    private String row(String document, List<Requirement> all) {
        Map<State, List<Requirement>> by =
                all.stream().collect(Collectors.groupingBy(this::state, TreeMap::new, Collectors.toList()));
        details.append("## ").append(document).append("\n\n");
        if (by.containsKey(State.SHOWN)) {
            details.append("Shown:\n\n");
            by.get(State.SHOWN)
                    .forEach(r -> details.append(
                            "- %s (%s): %s\n".formatted(r.id(), r.section(), String.join(", ", shown.get(r.id())))));
        }
        if (by.containsKey(State.NOT_APPLICABLE)) {
            details.append("\nNot applicable:\n\n");
            reasons(by.get(State.NOT_APPLICABLE))
                    .forEach((reason, count) -> details.append("- %d: %s\n".formatted(count, reason)));
        }
        if (by.containsKey(State.OPEN)) {
            details.append("\nOpen:\n\n");
            by.get(State.OPEN).forEach(r -> details.append("- %s %s %s\n".formatted(r.id(), r.section(), r.text())));
        }
        details.append('\n');
        return "| %s | %d | %d | %d | %d | %d |\n"
                .formatted(
                        document,
                        all.size(),
                        count(by, State.SHOWN),
                        count(by, State.STRUCTURE),
                        count(by, State.NOT_APPLICABLE),
                        count(by, State.OPEN));
    }

    private static int count(Map<State, List<Requirement>> by, State state) {
        return by.getOrDefault(state, List.of()).size();
    }

    private Map<String, Long> reasons(List<Requirement> those) {
        return those.stream()
                .collect(Collectors.groupingBy(
                        r -> exemptions.of(r).orElseThrow().reason(), TreeMap::new, Collectors.counting()));
    }

    private State state(Requirement requirement) {
        if (shown.containsKey(requirement.id())) return State.SHOWN;
        if (exemptions.of(requirement).isPresent()) return State.NOT_APPLICABLE;
        return rules.isShown(requirement) ? State.STRUCTURE : State.OPEN;
    }
}
