package org.mailspan.password;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailspan.password.MailKey.Unusable;

/** How mail passwords are kept, and where the key is. */
final class MailKeyTest {
    private static final String SECRET = "grün und geheim 🙂";

    @TempDir
    private Path directory;

    private KeyFile file() {
        return KeyFile.of(Optional.empty(), directory, Map.of());
    }

    private String why(KeyFile file) {
        return "" + assertThrows(Unusable.class, file::read).getMessage();
    }

    @Test
    void whatWasSealedIsOpenedForItsAccountAlone() throws IOException {
        MailKey key = file().readOrMake();
        byte[] sealed = key.seal("anna@example.org", SECRET);
        assertEquals(SECRET, key.open("anna@example.org", sealed));
        assertEquals(SECRET, file().read().open("anna@example.org", sealed), "after a restart");
        assertThrows(Unusable.class, () -> key.open("otto@example.org", sealed));
    }

    @Test
    void aPasswordIsNotToBeSeenInItAndNeverSealedTheSameWay() throws IOException {
        MailKey key = file().readOrMake();
        byte[] sealed = key.seal("anna", SECRET);
        assertFalse(new String(sealed, UTF_8).contains("geheim"));
        assertFalse(Arrays.equals(sealed, key.seal("anna", SECRET)));
    }

    @Test
    void eachChangedBitIsNoticed() throws IOException {
        MailKey key = file().readOrMake();
        byte[] sealed = key.seal("anna", SECRET);
        for (int bit = 0; bit < 8 * sealed.length; bit++) {
            byte[] tampered = sealed.clone();
            tampered[bit / 8] ^= (byte) (1 << bit % 8);
            assertThrows(Unusable.class, () -> key.open("anna", tampered));
        }
        for (int length = 0; length < sealed.length; length++) {
            byte[] cut = Arrays.copyOf(sealed, length);
            assertThrows(Unusable.class, () -> key.open("anna", cut));
        }
    }

    @Test
    void anotherKeyIsToldFromATamperedPassword() throws IOException {
        byte[] sealed = file().readOrMake().seal("anna", SECRET);
        Files.delete(file().path());
        MailKey other = file().readOrMake();
        String why = ""
                + assertThrows(Unusable.class, () -> other.open("anna", sealed)).getMessage();
        assertTrue(why.contains("another key"), why);
    }

    @Test
    void theFileIsForItsOwnerAloneAndIsMadeOnce() throws IOException {
        file().readOrMake();
        byte[] made = Files.readAllBytes(file().path());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file().path())));
        file().readOrMake();
        assertArrayEquals(made, Files.readAllBytes(file().path()));
        try (var all = Files.list(directory)) {
            assertEquals(1, all.count());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwx------"})
    void aFileThatOthersMayReadIsRefusedWithTheRemedy(String permissions) throws IOException {
        file().readOrMake();
        Files.setPosixFilePermissions(file().path(), PosixFilePermissions.fromString(permissions));
        assertTrue(why(file()).contains("chmod 600"), why(file()));
    }

    @Test
    void whatIsNoKeyIsRefused() throws IOException {
        assertTrue(why(file()).contains("there is no"), why(file()));
        for (String text : new String[] {"", "zz", "00", "00".repeat(33), "00".repeat(16)}) {
            Files.deleteIfExists(file().path());
            Files.createFile(
                    file().path(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file().path(), text);
            assertTrue(why(file()).contains("no key"), why(file()));
        }
    }

    /** Systemd shows them with the permissions of an access list: r--r----- although the service alone may read. */
    @Test
    void aCredentialOfSystemdIsTakenAsItIs() throws IOException {
        file().readOrMake();
        Files.setPosixFilePermissions(file().path(), PosixFilePermissions.fromString("r--r-----"));
        KeyFile credential = KeyFile.of(
                Optional.empty(),
                directory.resolve("elsewhere"),
                Map.of("CREDENTIALS_DIRECTORY", directory.toString()));
        assertEquals(new KeyFile(file().path(), true), credential);
        credential.read();
    }
}
