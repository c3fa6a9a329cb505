package org.mailspan.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/** A line to a host on which everything takes a while, as to one that is a country away; as wide as one likes. */
final class SlowLine implements AutoCloseable {
    private static final int PIECE = 64 << 10;

    private final ServerSocket server;
    private final int target;
    private final Duration oneWay;

    private record Piece(byte[] octets, long due) {}

    /** @param roundTrip of the line, beside what the host takes */
    SlowLine(int target, Duration roundTrip) throws IOException {
        this.target = target;
        this.oneWay = roundTrip.dividedBy(2);
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("slow-line").start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                Socket host = new Socket(InetAddress.getLoopbackAddress(), target);
                client.setTcpNoDelay(true);
                host.setTcpNoDelay(true);
                carry(client, host);
                carry(host, client);
            }
        } catch (IOException closed) {
            // the end of the measurement
        }
    }

    private void carry(Socket from, Socket to) {
        BlockingQueue<Piece> line = new LinkedBlockingQueue<>();
        Thread.ofVirtual().start(() -> {
            try (from) {
                InputStream in = from.getInputStream();
                var buffer = new byte[PIECE];
                for (int got = in.read(buffer); got >= 0; got = in.read(buffer))
                    line.add(new Piece(Arrays.copyOf(buffer, got), System.nanoTime() + oneWay.toNanos()));
            } catch (IOException cut) {
                // told to the other side like an end
            }
            line.add(new Piece(new byte[0], System.nanoTime() + oneWay.toNanos()));
        });
        Thread.ofVirtual().start(() -> {
            try (to) {
                OutputStream out = to.getOutputStream();
                for (Piece piece = line.take(); piece.octets.length > 0; piece = line.take()) {
                    for (long left = left(piece); left > 0; left = left(piece)) LockSupport.parkNanos(left);
                    out.write(piece.octets);
                }
            } catch (IOException cut) {
                // the reader of this side sees it too
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static long left(Piece piece) {
        return piece.due - System.nanoTime();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
