package org.mailspan.certificate;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Asks hosts of the public net, and no other, by plain HTTP on its own port, as lists of revoked certificates are given
 * out. The address is looked up once and that one is spoken to, so that no name can be public when it is checked and a
 * neighbour of this server when it is used; nothing leads on to another address. What comes is signed by whom it is
 * about, so that it needs no TLS.
 */
public final class PublicHttp implements RevocationSource {
    private static final int PORT = 80;
    private static final int MOST_OCTETS = 4 << 20;
    private static final int LONGEST_HEAD = 16 << 10;
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final Predicate<InetSocketAddress> allowed;
    private final Duration patience;
    private final int most;

    public PublicHttp() {
        this(to -> to.getPort() == PORT && PublicAddress.is(to.getAddress()), PATIENCE, MOST_OCTETS);
    }

    PublicHttp(Predicate<InetSocketAddress> allowed, Duration patience, int most) {
        this.allowed = allowed;
        this.patience = patience;
        this.most = most;
    }

    @Override
    public byte[] answer(URI address, byte[] question) throws IOException {
        if (!"http".equalsIgnoreCase(address.getScheme()) || address.getHost() == null || address.getUserInfo() != null)
            throw new IOException("not by plain HTTP");
        int port = address.getPort() < 0 ? PORT : address.getPort();
        var to = new InetSocketAddress(InetAddress.getByName(address.getHost()), port);
        if (!allowed.test(to)) throw new IOException("not of the public net");
        long end = System.nanoTime() + patience.toNanos();
        try (var socket = new Socket()) {
            socket.connect(to, left(end));
            socket.getOutputStream().write(request(address, question));
            return body(read(socket, end));
        }
    }

    private static int left(long end) throws IOException {
        long millis = (end - System.nanoTime()) / 1_000_000;
        if (millis <= 0) throw new SocketTimeoutException("not in time");
        return (int) millis;
    }

    /** HTTP/1.0, which has no chunks. */
    private static byte[] request(URI address, byte[] question) {
        String path = address.getRawPath() == null || address.getRawPath().isEmpty() ? "/" : address.getRawPath();
        String query = address.getRawQuery() == null ? "" : "?" + address.getRawQuery();
        String host = address.getHost() + (address.getPort() < 0 ? "" : ":" + address.getPort());
        boolean asks = question.length > 0;
        String head = (asks ? "POST " : "GET ") + path + query + " HTTP/1.0\r\nHost: " + host
                + "\r\nUser-Agent: Mailspan\r\nConnection: close\r\n"
                + (asks
                        ? "Content-Type: application/ocsp-request\r\nContent-Length: " + question.length + "\r\n\r\n"
                        : "\r\n");
        var out = new ByteArrayOutputStream();
        out.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(question);
        return out.toByteArray();
    }

    private byte[] read(Socket socket, long end) throws IOException {
        InputStream in = socket.getInputStream();
        var all = new ByteArrayOutputStream();
        byte[] piece = new byte[8 << 10];
        while (true) {
            socket.setSoTimeout(left(end));
            int read = in.read(piece);
            if (read < 0) return all.toByteArray();
            all.write(piece, 0, read);
            if (all.size() > most + LONGEST_HEAD) throw new IOException("more than " + most + " octets");
        }
    }

    private byte[] body(byte[] all) throws IOException {
        String start = new String(all, 0, Math.min(all.length, LONGEST_HEAD), StandardCharsets.ISO_8859_1);
        int end = start.indexOf("\r\n\r\n");
        if (end < 0 || !start.matches("(?s)HTTP/1\\.[01] 200\\b.*")) throw new IOException("no 200");
        String head = start.substring(0, end).toLowerCase(Locale.ROOT);
        byte[] body = Arrays.copyOfRange(all, end + 4, all.length);
        boolean plain = !head.contains("\r\ntransfer-encoding:") && !head.contains("\r\ncontent-encoding:");
        boolean whole = length(head).map(told -> told.equals("" + body.length)).orElse(true);
        if (!plain || !whole || body.length > most) throw new IOException("not whole, or packed");
        return body;
    }

    private static Optional<String> length(String head) {
        return head.lines()
                .filter(line -> line.startsWith("content-length:"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst();
    }
}
