package org.mailspan.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nobody else reads where state is kept. */
final class DataDirectoryTest {
    @TempDir
    Path directory;

    @Test
    void itIsMadeForItsOwnerAlone() throws IOException {
        Path data = directory.resolve("deep/er");
        assertTrue(DataDirectory.make(data));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(data)));
    }

    @Test
    void oneThatIsThereKeepsItsPermissions() throws IOException {
        Path data = Files.createDirectory(directory.resolve("data"));
        var shared = PosixFilePermissions.fromString("rwxr-x---");
        Files.setPosixFilePermissions(data, shared);
        assertFalse(DataDirectory.make(data));
        assertEquals(shared, Files.getPosixFilePermissions(data));
    }
}
