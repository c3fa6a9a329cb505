package org.mailspan.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.mailspan.support.Requirements.Requirement;

/**
 * Which requirements are not for a mail bridge, and why: the lines of {@code requirements/not-applicable.txt}, read in
 * order. Each names one requirement, or a section with all below it, or those of a section or a document whose text
 * matches a pattern.
 */
record RequirementExemptions(List<Exemption> all) {
    private static final Pattern LINE =
            Pattern.compile("(MS-AS[A-Z]+)(?:_(R\\d+))?(?: ([0-9.]+))?(?: /(.*)/)?\\s+[-–] (.+)");

    /** @param pattern empty for all of the section */
    record Exemption(
            int line,
            String document,
            Optional<String> id,
            Optional<String> section,
            Optional<Pattern> pattern,
            String reason) {
        boolean covers(Requirement requirement) {
            return requirement.document().equals(document)
                    && id.map(requirement.id()::equals).orElse(true)
                    && section.map(requirement::isIn).orElse(true)
                    && pattern.map(p -> p.matcher(requirement.text()).find()).orElse(true);
        }
    }

    static RequirementExemptions read() {
        try (InputStream in = RequirementExemptions.class.getResourceAsStream("/requirements/not-applicable.txt")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return of(text.lines().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static RequirementExemptions of(List<String> lines) {
        var all = new ArrayList<Exemption>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) continue;
            all.add(exemption(i + 1, line));
        }
        return new RequirementExemptions(List.copyOf(all));
    }

    private static Exemption exemption(int number, String line) {
        var m = LINE.matcher(line);
        boolean one = m.matches() && m.group(2) != null;
        if (!m.matches() || (!one && m.group(3) == null && m.group(4) == null))
            throw new IllegalArgumentException("not-applicable.txt:" + number + ": cannot be read: " + line);
        return new Exemption(
                number,
                m.group(1),
                Optional.ofNullable(m.group(2)).map(id -> m.group(1) + "_" + id),
                Optional.ofNullable(m.group(3)),
                Optional.ofNullable(m.group(4)).map(Pattern::compile),
                m.group(5));
    }

    Optional<Exemption> of(Requirement requirement) {
        return all.stream().filter(one -> one.covers(requirement)).findFirst();
    }
}
