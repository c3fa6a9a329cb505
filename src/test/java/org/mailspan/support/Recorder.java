package org.mailspan.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands before a host and keeps what is said to it. */
public final class Recorder implements AutoCloseable {
    private final ServerSocket server;
    private final List<ByteArrayOutputStream> said = new CopyOnWriteArrayList<>();

    public Recorder(int port) {
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(() -> accept(port));
    }

    public int port() {
        return server.getLocalPort();
    }

    private void accept(int port) {
        while (!server.isClosed()) {
            try {
                Socket from = server.accept();
                var to = new Socket(InetAddress.getLoopbackAddress(), port);
                var kept = new ByteArrayOutputStream();
                said.add(kept);
                Thread.ofVirtual().start(() -> pass(from, to, kept));
                Thread.ofVirtual().start(() -> pass(to, from, OutputStream.nullOutputStream()));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void pass(Socket from, Socket to, OutputStream kept) {
        byte[] octets = new byte[8192];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            for (int got = in.read(octets); got >= 0; got = in.read(octets)) {
                kept.write(octets, 0, got);
                to.getOutputStream().write(octets, 0, got);
            }
        } catch (IOException ended) {
            // one of both hung up
        }
    }

    public List<byte[]> connections() {
        var all = new ArrayList<byte[]>();
        for (ByteArrayOutputStream one : said) all.add(one.toByteArray());
        return all;
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
