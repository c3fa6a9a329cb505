package org.mailspan.password;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mailspan.password.MailKey.Unusable;

/**
 * Where the key lies that seals mail passwords: 64 hexadecimal digits, for the user that runs Mailspan alone.
 *
 * @param isCredential put there by systemd, which sees to who may read it, by other means than permissions alone
 */
public record KeyFile(Path path, boolean isCredential) {
    private static final String NAME = "mail.key";
    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rw-------");

    /** As it is said; else a credential of that name if systemd gave one; else in the data directory. */
    public static KeyFile of(Optional<Path> said, Path data, Map<String, String> environment) {
        if (said.isPresent()) return new KeyFile(said.get(), false);
        Optional<Path> credential = Optional.ofNullable(environment.get("CREDENTIALS_DIRECTORY"))
                .map(directory -> Path.of(directory, NAME))
                .filter(Files::exists);
        return credential.map(path -> new KeyFile(path, true)).orElseGet(() -> new KeyFile(data.resolve(NAME), false));
    }

    public boolean exists() {
        return Files.exists(path);
    }

    /** @throws Unusable if it is not there, open to others, or no key */
    public MailKey read() throws IOException {
        if (exists() && isOpenToOthers())
            throw new Unusable(path + " is open to other users of this machine: chmod 600 closes it");
        byte[] octets = {};
        try {
            octets = HexFormat.of().parseHex(Files.readString(path).strip());
            if (octets.length == MailKey.LENGTH) return new MailKey(octets);
        } catch (NoSuchFileException gone) {
            throw new Unusable("there is no " + path + ": take that of a backup, or make the app passwords anew");
        } catch (IllegalArgumentException notHexadecimal) {
            // told below
        } finally {
            Arrays.fill(octets, (byte) 0);
        }
        throw new Unusable(path + " is no key: one has 64 hexadecimal digits");
    }

    /** Makes a key if there is none; its owner is that of its directory, though root may have called. */
    public MailKey readOrMake() throws IOException {
        if (!exists()) make();
        return read();
    }

    private void make() throws IOException {
        var octets = new byte[MailKey.LENGTH];
        new SecureRandom().nextBytes(octets);
        Path directory = path.toAbsolutePath().getParent();
        if (directory == null) throw new Unusable(path + " is no file");
        // Whole before it has its name, so that nobody reads half of it.
        Path fresh = directory.resolve(path.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, knowsUsers() ? attributes() : new FileAttribute<?>[0]);
        if (!Files.getOwner(directory).equals(Files.getOwner(fresh))) Files.setOwner(fresh, Files.getOwner(directory));
        Files.writeString(
                fresh, HexFormat.of().formatHex(octets) + "\n", StandardOpenOption.SYNC, StandardOpenOption.WRITE);
        Arrays.fill(octets, (byte) 0);
        try {
            Files.move(fresh, path);
        } catch (FileAlreadyExistsException meanwhile) {
            Files.delete(fresh);
        }
    }

    private static FileAttribute<?>[] attributes() {
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER)};
    }

    private boolean knowsUsers() {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    public boolean isOpenToOthers() throws IOException {
        return !isCredential && knowsUsers() && !OWNER.containsAll(Files.getPosixFilePermissions(path));
    }
}
