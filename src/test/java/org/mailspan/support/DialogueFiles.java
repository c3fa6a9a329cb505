package org.mailspan.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.mailspan.protocol.Version;

/** The dialogues that there are, {@code COMMAND/NAME.txt} in the class path's {@code /dialogue}. */
public final class DialogueFiles {
    private DialogueFiles() {}

    public record File(String name, String text) {
        /** A file that cannot be read is run in one version, and fails there with its line. */
        public Set<Version> versions() {
            try {
                return read(Version.V16_1).versions();
            } catch (IllegalArgumentException broken) {
                return Set.of(Version.V16_1);
            }
        }

        public Dialogue read(Version version) {
            return DialogueReader.read(name, text, version);
        }
    }

    /** All, or those whose name contains {@code -Dmailspan.dialogue=TEXT}. */
    public static Stream<File> all() {
        String wanted = System.getProperty("mailspan.dialogue", "");
        try (Stream<Path> files = Files.walk(directory())) {
            return files
                    .filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .map(DialogueFiles::file)
                    .filter(file -> file.name.contains(wanted))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static File file(Path path) {
        try {
            String name = directory().relativize(path).toString().replace('\\', '/');
            return new File(name, Files.readString(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path directory() {
        try {
            return Path.of(Objects.requireNonNull(DialogueFiles.class.getResource("/dialogue"))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
