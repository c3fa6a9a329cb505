package org.mailspan.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The numbered requirements of the specification, read from where it lies ({@code -Dmailspan.spec=DIRECTORY}). */
final class Requirements {
    static final Path DIRECTORY = Path.of(System.getProperty("mailspan.spec", "../shared/spec"));

    /** Those that a mail bridge answers to first. */
    static final List<String> MAIL =
            List.of("MS-ASCMD", "MS-ASEMAIL", "MS-ASAIRS", "MS-ASCON", "MS-ASHTTP", "MS-ASPROV");

    private final Map<String, Requirement> byId;

    private Requirements(Map<String, Requirement> byId) {
        this.byId = byId;
    }

    record Requirement(String id, String section, String scope, String text) {
        String document() {
            return id.substring(0, id.indexOf('_'));
        }

        /** Of what a server does, or of what both sides have to. */
        boolean isOfServer() {
            return scope.equals("Server") || scope.equals("Both");
        }

        boolean isIn(String sections) {
            return section.equals(sections) || section.startsWith(sections + ".");
        }
    }

    /** Empty where the specification is not. */
    static Optional<Requirements> read() {
        if (!Files.isDirectory(DIRECTORY)) return Optional.empty();
        var byId = new LinkedHashMap<String, Requirement>();
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            files.filter(file -> file.getFileName().toString().matches("MS-AS.*\\.tsv"))
                    .sorted()
                    .forEach(file -> rows(file).forEach(row -> byId.put(row.id, row)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Optional.of(new Requirements(byId));
    }

    private static List<Requirement> rows(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.skip(1)
                    .map(line -> line.split("\t", 4))
                    .filter(cells -> cells.length == 4 && cells[0].indexOf('_') > 0)
                    .map(cells -> new Requirement(cells[0], cells[1], cells[2], cells[3]))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Optional<Requirement> of(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    Stream<Requirement> all() {
        return byId.values().stream();
    }

    Stream<Requirement> ofServer(String document) {
        return all().filter(r -> r.document().equals(document) && r.isOfServer());
    }
}
