package org.mailspan.cli.probe;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/** A connection to a server that speaks in lines; every step has a limit of time and size. */
final class Door implements AutoCloseable {
    private static final int CONNECT_MILLIS = 10_000;
    private static final int READ_MILLIS = 15_000;
    private static final int LONGEST_LINE = 16_384;

    private final String host;
    private Socket socket;
    private InputStream in;

    private Door(String host, Socket socket) throws IOException {
        this.host = host;
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    static Door open(String host, int port) throws IOException {
        var address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) throw new UnknownHostException(host);
        var socket = new Socket();
        try {
            socket.connect(address, CONNECT_MILLIS);
            socket.setSoTimeout(READ_MILLIS);
            return new Door(host, socket);
        } catch (IOException failed) {
            socket.close();
            throw failed;
        }
    }

    /** Speaks TLS from here on, with the host's name held against its certificate. */
    SSLSession startTls(SSLContext trust) throws IOException {
        var tls = (SSLSocket) trust.getSocketFactory().createSocket(socket, host, socket.getPort(), true);
        var parameters = tls.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        tls.setSSLParameters(parameters);
        tls.startHandshake();
        socket = tls;
        in = new BufferedInputStream(tls.getInputStream());
        return tls.getSession();
    }

    void say(String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    String hear() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) throw new EOFException("it hung up");
            if (line.size() > LONGEST_LINE) throw new IOException("it sends a line without end");
            if (octet != '\r') line.write(octet);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
