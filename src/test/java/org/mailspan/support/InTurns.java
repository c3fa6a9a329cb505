package org.mailspan.support;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A server's end of a connection: what it does between two reads it does alone. GreenMail 2.1 hangs up with "Need to do this
 * properly" where another session marks a message just while it tells of what was expunged.
 */
final class InTurns extends Socket {
    private final Socket socket;
    private final ReentrantLock turn;

    InTurns(Socket socket, ReentrantLock turn) {
        this.socket = socket;
        this.turn = turn;
    }

    /** To be called by the thread that read, when it reads no more. */
    void over() {
        if (turn.isHeldByCurrentThread()) turn.unlock();
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(socket.getInputStream()) {
            @Override
            public int read() throws IOException {
                over();
                int octet = super.read();
                turn.lock();
                return octet;
            }

            @Override
            public int read(byte[] octets, int from, int most) throws IOException {
                over();
                int count = super.read(octets, from, most);
                turn.lock();
                return count;
            }
        };
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return socket.getOutputStream();
    }

    @Override
    public InetAddress getInetAddress() {
        return socket.getInetAddress();
    }

    @Override
    public boolean isClosed() {
        return socket.isClosed();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
