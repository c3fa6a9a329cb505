package org.mailspan.support;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mailspan.protocol.Version;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Find;

/** The schemas are those of 16.1; what an older version does not have yet stands in the table of tokens. */
final class SchemaVersions {
    /** Namespace and tag to the versions that have it; one of all versions is not here. */
    private static final Map<String, Set<String>> LIMITED = read();

    /** The table leaves 16.1 out where MS-ASPROV_R25001 and R25401 have it. */
    private static final Set<String> ALSO_16_1 =
            Set.of("Provision:MaxCalendarAgeFilter", "Provision:MaxDevicePasswordFailedAttempts");

    private SchemaVersions() {}

    /** Fails if the answer has an element that its version has not; Find is answered in all as in 16.1 (quirk I4). */
    static void hold(Element answer, Version asked) {
        Version version = answer.tag().equals(Find.Find) ? Version.V16_1 : asked;
        var strange = new HashSet<String>();
        collect(answer, version, strange);
        if (!strange.isEmpty()) fail("not in version " + version.text() + ": " + strange + "\nin " + answer.indented());
    }

    private static void collect(Element element, Version version, Set<String> strange) {
        String name = element.tag().namespace() + ":" + element.tag().name();
        Set<String> versions = LIMITED.get(name);
        boolean exempt = version == Version.V16_1 && ALSO_16_1.contains(name);
        if (versions != null && !versions.contains(version.text()) && !exempt) strange.add(name);
        element.elements().forEach(inner -> collect(inner, version, strange));
    }

    private static Map<String, Set<String>> read() {
        var table = new HashMap<String, Set<String>>();
        try (Stream<String> lines = Files.lines(Requirements.DIRECTORY.resolve("wbxml-tokens.tsv"))) {
            lines.skip(1)
                    .map(line -> line.split("\t"))
                    .filter(row -> !row[4].equals("All"))
                    .forEach(row -> {
                        Set<String> versions = Arrays.stream(row[4].split(","))
                                .map(String::strip)
                                .collect(Collectors.toSet());
                        table.put(row[1] + ":" + row[3], versions);
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return table;
    }
}
