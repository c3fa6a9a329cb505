package org.mailspan.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody else reads where state is kept. */
final class DataDirectoryTest {
    @TempDir
    Path directory;

    @Test
    void itIsMadeForItsOwnerAlone() throws IOException {
        Path data = directory.resolve("deep/er");
        DataDirectory.forOwnerAlone(data);
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(data)));
        DataDirectory.forOwnerAlone(data);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxr-x---", "rwx--x--x", "rwx-----x", "rwx---r--", "rwx-w----", "rwxrwxrwx"})
    void oneThatOthersCanLookIntoIsRefusedWithTheCommandThatClosesIt(String mode) throws IOException {
        Path data = Files.createDirectory(directory.resolve("the data"));
        var shared = PosixFilePermissions.fromString(mode);
        Files.setPosixFilePermissions(data, shared);
        assertFalse(DataDirectory.make(data));
        String said = assertThrows(IOException.class, () -> DataDirectory.forOwnerAlone(data))
                .getMessage();
        assertTrue(said.endsWith("chmod 700 '" + data + "'"), said);
        assertEquals(shared, Files.getPosixFilePermissions(data), "its owner may have a reason");
    }
}
