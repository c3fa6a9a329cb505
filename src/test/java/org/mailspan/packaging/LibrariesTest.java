package org.mailspan.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The libraries are, octet for octet, those that were looked at when they were chosen: Maven itself compares them only
 * with a checksum from the place that they come from.
 */
final class LibrariesTest {
    private static final Path EXPECTED = Path.of("src/packaging/libraries.sha256");
    private static final Path FOUND = Path.of("target/libraries.sha256");

    @Test
    void theLibrariesAreThoseThatWereChosen() throws IOException, NoSuchAlgorithmException {
        var found = new TreeSet<String>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path jar = Path.of(entry);
            if (isLibrary(jar.getFileName().toString())) found.add(jar.getFileName() + " " + sha256(jar));
        }
        String text = String.join("\n", found) + "\n";
        Files.createDirectories(FOUND.getParent());
        Files.writeString(FOUND, text);
        assertEquals(
                Files.readString(EXPECTED),
                text,
                "After a library was changed on purpose: cp " + FOUND + " " + EXPECTED
                        + ", and look at the difference");
    }

    /** What the test runner brings along is no library of ours. */
    private static boolean isLibrary(String name) {
        return name.endsWith(".jar") && !name.contains("surefire") && !name.startsWith("junit-platform-console");
    }

    private static String sha256(Path file) throws IOException, NoSuchAlgorithmException {
        var digest = MessageDigest.getInstance("SHA-256");
        return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
    }
}
