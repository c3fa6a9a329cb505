package org.mailspan.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailspan.password.KeyFile;

/** Nobody else reads where state is kept. */
final class DataDirectoryTest {
    @TempDir
    Path directory;

    private Path data;
    private KeyFile key;

    @BeforeEach
    void aDirectoryWithASpace() throws IOException {
        data = Files.createDirectory(
                directory.resolve("the data"), PosixFilePermissions.asFileAttribute(set("rwx------")));
        key = new KeyFile(data.resolve("mail.key"), false);
    }

    private static Set<PosixFilePermission> set(String mode) {
        return PosixFilePermissions.fromString(mode);
    }

    private static Path file(Path path, String mode) throws IOException {
        return Files.setPosixFilePermissions(Files.createFile(path), set(mode));
    }

    private String refusal() {
        return assertThrows(IOException.class, () -> DataDirectory.forOwnerAlone(data, key))
                .getMessage();
    }

    @Test
    void itIsMadeForItsOwnerAlone() throws IOException {
        Path deeper = directory.resolve("deep/er");
        DataDirectory.forOwnerAlone(deeper, key);
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(deeper)));
        DataDirectory.forOwnerAlone(deeper, key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxr-x---", "rwx--x--x", "rwx-----x", "rwx---r--", "rwx-w----", "rwxrwxrwx", "rwxr-xr-x"})
    void oneThatOthersCanLookIntoIsRefusedWithTheCommandThatClosesIt(String mode) throws IOException {
        Files.setPosixFilePermissions(data, set(mode));
        String said = refusal();
        assertTrue(said.endsWith("chmod -R go= '" + data + "'"), said);
        assertEquals(set(mode), Files.getPosixFilePermissions(data), "its owner may have a reason");
    }

    /** Copied back from a backup, say. */
    @Test
    void allThatIsOpenIsNamedAtOnce() throws IOException {
        Files.setPosixFilePermissions(data, set("rwxr-xr-x"));
        Path decisions = file(data.resolve("decisions.db"), "rw-r--r--");
        Path sealing = file(data.resolve("mail.key"), "rw-r-----");
        file(data.resolve("cache.db"), "rw-------");
        Path acme = Files.createDirectory(data.resolve("acme"));
        Files.setPosixFilePermissions(acme, set("rwx------"));
        Path certificate = file(acme.resolve("certificate.pem"), "rw----r--");
        assertEquals(
                "open to other users of this machine, so nothing is started: " + data + ", " + certificate + ", "
                        + decisions + ", " + sealing + ". Close all: chmod -R go= '" + data + "'",
                refusal());
    }

    @Test
    void theKeyIsLookedAtWhereverItLies() throws IOException {
        key = new KeyFile(file(directory.resolve("mail.key"), "rw-r--r--"), false);
        String said = refusal();
        assertTrue(
                said.endsWith("nothing is started: " + key.path() + ". Close all: chmod -R go= " + key.path()), said);
        key = new KeyFile(key.path(), true);
        assertEquals(Optional.empty(), DataDirectory.open(data, key), "systemd sees to who may read it");
    }

    @Test
    void whatIsNotThereIsNotOpen() throws IOException {
        assertEquals(Optional.empty(), DataDirectory.open(directory.resolve("none"), key));
    }

    @Test
    void manyAreNotAllNamed() throws IOException {
        for (int i = 0; i < 30; i++) file(data.resolve("file" + i), "rw-rw-rw-");
        assertTrue(refusal().contains(" and 10 more. Close all: "));
    }
}
