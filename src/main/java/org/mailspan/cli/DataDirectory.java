package org.mailspan.cli;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Where state is kept: for the user that runs Mailspan alone. */
final class DataDirectory {
    private static final Set<PosixFilePermission> OURS = PosixFilePermissions.fromString("rwx------");

    private DataDirectory() {}

    /**
     * Makes it if it is not there. One that was there keeps its permissions: its owner may have a reason.
     *
     * @return whether other users are kept out of it, as far as this file system knows of users
     */
    static boolean make(Path directory) throws IOException {
        boolean knowsUsers =
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        if (!Files.isDirectory(directory)) {
            Path parent = directory.toAbsolutePath().getParent();
            if (parent != null) Files.createDirectories(parent);
            if (!knowsUsers) Files.createDirectory(directory);
            else Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OURS));
        }
        return !knowsUsers || OURS.containsAll(Files.getPosixFilePermissions(directory));
    }
}
