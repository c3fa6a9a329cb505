package org.mailspan.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where the traces of single devices go: a file for its owner's eyes alone. Not the log, which others keep, forward and
 * read: a trace holds mail.
 */
final class TraceFile {
    static final String NAME = "trace.txt";

    /** Some hours of one device; what follows is lost until somebody takes the file away. */
    static final long MOST = 64 << 20;

    private final Path file;
    private final ReentrantLock lock = new ReentrantLock();

    TraceFile(Path directory) {
        file = directory.toAbsolutePath().resolve(NAME);
    }

    Path path() {
        return file;
    }

    /** One exchange, lines that each end in a line feed. */
    void append(String lines) {
        var octets = ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8));
        // Opened each time: the file can be taken away while Mailspan serves.
        lock.lock();
        try (FileChannel out = FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND, StandardOpenOption.WRITE), mode())) {
            if (out.size() + octets.remaining() <= MOST) while (octets.hasRemaining()) out.write(octets);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.unlock();
        }
    }

    private static FileAttribute<?>[] mode() {
        boolean knowsUsers =
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return knowsUsers
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
