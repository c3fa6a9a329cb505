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
     * As {@link #make}, and says no to one that others can look into: what lies there is what people decided, their sealed
     * passwords and the names of their folders.
     *
     * @throws IOException with the command that mends it
     */
    static void forOwnerAlone(Path directory) throws IOException {
        if (!make(directory))
            throw new IOException("data.directory " + directory
                    + " is open to other users of this machine, so nothing was started. Close it: chmod 700 "
                    + quoted(directory.toAbsolutePath().toString()));
    }

    /** As a shell takes it. */
    private static String quoted(String path) {
        return path.matches("[A-Za-z0-9/._-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
    }

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
