package org.mailspan.backend;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.mailspan.format.MailOctets;

/**
 * Octets whose number must be known before the first of them is sent: in memory while they are few, then in a temporary
 * file that is deleted as soon as it is closed, also by a crash where the system unlinks open files.
 */
public final class Spool extends OutputStream implements MailOctets {
    private static final int IN_MEMORY = 256 * 1024;

    private final ByteArrayOutputStream memory = new ByteArrayOutputStream();
    private @Nullable FileChannel file;
    private long size;
    private byte all;

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int from, int length) throws IOException {
        size += length;
        for (int i = from; i < from + length; i++) all |= octets[i];
        FileChannel to = file;
        if (to == null && memory.size() + length <= IN_MEMORY) {
            memory.write(octets, from, length);
            return;
        }
        if (to == null) {
            file = to = open();
            put(to, memory.toByteArray(), 0, memory.size());
            memory.reset();
        }
        put(to, octets, from, length);
    }

    private static FileChannel open() throws IOException {
        Path path = Files.createTempFile("mailspan", ".part");
        return FileChannel.open(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
    }

    private static void put(FileChannel file, byte[] octets, int from, int length) throws IOException {
        for (ByteBuffer left = ByteBuffer.wrap(octets, from, length); left.hasRemaining(); ) file.write(left);
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public boolean isAscii() {
        return all >= 0;
    }

    /** Hands on all of it, from the beginning. */
    @Override
    public void writeTo(OutputStream out) throws IOException {
        memory.writeTo(out);
        FileChannel from = file;
        if (from == null) return;
        from.position(0);
        InputStream in = Channels.newInputStream(from);
        in.transferTo(out);
    }

    /** As {@link #writeTo}, in base64 without line ends. */
    public void writeBase64To(OutputStream out) throws IOException {
        try (OutputStream coder = Base64.getEncoder().wrap(new Unclosed(out))) {
            writeTo(coder);
        }
    }

    @Override
    public void close() throws IOException {
        FileChannel open = file;
        if (open != null) open.close();
    }
}
