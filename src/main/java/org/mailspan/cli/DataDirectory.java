package org.mailspan.cli;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mailspan.password.KeyFile;

/** Where state is kept: for the user that runs Mailspan alone. */
final class DataDirectory {
    private static final Set<PosixFilePermission> OURS = PosixFilePermissions.fromString("rwx------");
    private static final boolean KNOWS_USERS =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    /** What is kept lies in it, or one directory below. */
    private static final int DEPTH = 2;

    private static final int MOST_NAMED = 20;

    /** Empty; whoever serves has it locked. */
    private static final String HELD = "serve.lock";

    private DataDirectory() {}

    /**
     * As {@link #make}, and says no to what others can look into, the directory and all in it: there lies what people
     * decided, their sealed passwords and the names of their folders. What is open now may have been copied before, so its
     * owner should hear of it.
     *
     * @throws IOException with the command that mends it
     */
    static void forOwnerAlone(Path directory, KeyFile key) throws IOException {
        make(directory);
        Optional<String> open = open(directory, key);
        if (open.isPresent()) throw new IOException(open.get());
    }

    /** What others can look into, and the command that closes all of it; empty if there is nothing. */
    static Optional<String> open(Path directory, KeyFile key) throws IOException {
        var open = new ArrayList<Path>();
        look(directory, DEPTH, open);
        var close = open.isEmpty() ? new ArrayList<Path>() : new ArrayList<>(List.of(directory));
        boolean isInside = key.path().toAbsolutePath().startsWith(directory.toAbsolutePath());
        if (!isInside && key.exists() && key.isOpenToOthers()) {
            open.add(key.path());
            close.add(key.path());
        }
        if (open.isEmpty()) return Optional.empty();
        String named = open.stream().limit(MOST_NAMED).map(Path::toString).collect(Collectors.joining(", "));
        String more = open.size() > MOST_NAMED ? " and " + (open.size() - MOST_NAMED) + " more" : "";
        return Optional.of("open to other users of this machine, so nothing is started: " + named + more
                + ". Close all: chmod -R go= "
                + close.stream()
                        .map(path -> quoted(path.toAbsolutePath().toString()))
                        .collect(Collectors.joining(" ")));
    }

    private static void look(Path path, int depth, List<Path> open) throws IOException {
        try {
            if (KNOWS_USERS && !OURS.containsAll(Files.getPosixFilePermissions(path))) open.add(path);
            if (depth == 0 || !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) && depth < DEPTH) return;
            try (Stream<Path> entries = Files.list(path)) {
                for (Path entry : entries.sorted().toList()) look(entry, depth - 1, open);
            }
        } catch (NoSuchFileException | AccessDeniedException gone) {
            // or nobody else's business either, such as lost+found
        }
    }

    /**
     * Takes it for the one process that serves: cache.db has one writer, and what that keeps in memory of it would be
     * wrong after another's write. The system lets go of it however the process ends.
     *
     * @return keeps it until it is closed
     * @throws IOException if another process has it
     */
    static Closeable hold(Path directory) throws IOException {
        Path file = directory.resolve(HELD);
        boolean isNew = Files.notExists(file);
        var channel = FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), forOwner());
        if (isNew && KNOWS_USERS) giveToOwnerOf(directory, file);
        if (isFree(channel)) return channel;
        channel.close();
        throw new IOException("another Mailspan serves with " + directory
                + ", and two would spoil what each of them knows: stop it, or give this one another data.directory");
    }

    /** One that root made, who tried it by hand, must not shut out the user that serves later. */
    private static void giveToOwnerOf(Path directory, Path file) throws IOException {
        UserPrincipal owner = Files.getOwner(directory);
        // under the unit nobody may change an owner, not even to himself
        if (!owner.equals(Files.getOwner(file))) Files.setOwner(file, owner);
    }

    /** Whether a process serves with it; not whether that is another one. */
    static boolean isHeld(Path directory) {
        try (var channel = FileChannel.open(directory.resolve(HELD), StandardOpenOption.WRITE)) {
            return !isFree(channel);
        } catch (IOException notThereOrNotOurs) {
            return false;
        }
    }

    private static boolean isFree(FileChannel channel) {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException ours) {
            return false;
        } catch (IOException noLocksHere) {
            // SQLite needs them too, and says so
            return true;
        }
    }

    private static FileAttribute<?>[] forOwner() {
        if (!KNOWS_USERS) return new FileAttribute<?>[0];
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        };
    }

    /** As a shell takes it. */
    private static String quoted(String path) {
        return path.matches("[A-Za-z0-9/._-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
    }

    /** Makes it if it is not there. One that was there keeps its permissions: its owner may have a reason. */
    static void make(Path directory) throws IOException {
        if (Files.isDirectory(directory)) return;
        Path parent = directory.toAbsolutePath().getParent();
        if (parent != null) Files.createDirectories(parent);
        if (!KNOWS_USERS) Files.createDirectory(directory);
        else Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OURS));
    }
}
