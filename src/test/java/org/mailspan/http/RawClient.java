package org.mailspan.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * A client that writes what it is told, octet by octet, and reads answers one by one: for what no proper client does.
 */
final class RawClient implements AutoCloseable {
    static final String LOGIN =
            "Authorization: Basic " + Base64.getEncoder().encodeToString("jo:secret".getBytes(StandardCharsets.UTF_8));

    private final Socket below;
    private final Socket socket;
    private final InputStream in;

    private RawClient(Socket below, Socket socket) throws IOException {
        this.below = below;
        this.socket = socket;
        socket.setSoTimeout(10_000);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    record Answer(int status, String line, Map<String, String> headers, byte[] body) {
        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    static RawClient plain(InetSocketAddress address) throws IOException {
        var socket = new Socket(address.getAddress(), address.getPort());
        return new RawClient(socket, socket);
    }

    static RawClient over(Socket socket) throws IOException {
        return new RawClient(socket, socket);
    }

    static RawClient secure(InetSocketAddress address, X509Certificate trusted) throws Exception {
        return secure(address, trusting(trusted));
    }

    static RawClient secure(InetSocketAddress address, SSLContext tls) throws IOException {
        var below = new Socket(address.getAddress(), address.getPort());
        return new RawClient(below, tls.getSocketFactory().createSocket(below, "localhost", address.getPort(), true));
    }

    static SSLContext trusting(X509Certificate trusted) throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("host", trusted);
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    X509Certificate peer() throws IOException {
        return (X509Certificate) ((SSLSocket) socket).getSession().getPeerCertificates()[0];
    }

    RawClient send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    RawClient send(byte[] octets) throws IOException {
        socket.getOutputStream().write(octets);
        socket.getOutputStream().flush();
        return this;
    }

    /** A POST of a command in the text form, with a login. */
    RawClient post(String command, byte[] body, String... headers) throws IOException {
        return send(head(command, headers) + "Content-Length: " + body.length + "\r\n\r\n")
                .send(body);
    }

    static String head(String command, String... headers) {
        String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        return "POST /Microsoft-Server-ActiveSync?Cmd=" + command
                + "&User=jo&DeviceId=dev1&DeviceType=Test HTTP/1.1\r\n" + "Host: localhost\r\n" + LOGIN
                + "\r\nMS-ASProtocolVersion: 16.1\r\n" + more;
    }

    Answer answer() throws IOException {
        Answer head = head();
        boolean bodiless = head.status == 100;
        return bodiless ? head : new Answer(head.status, head.line, head.headers, body(head.headers));
    }

    /** The status line and the headers alone. */
    Answer head() throws IOException {
        String line = line();
        var headers = new TreeMap<String, String>();
        for (String header = line(); !header.isEmpty(); header = line()) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        int status = Integer.parseInt(line.split(" ")[1]);
        return new Answer(status, line, headers, new byte[0]);
    }

    /** The body of an answer whose head was read. */
    byte[] rest(Answer head) throws IOException {
        return body(head.headers);
    }

    private byte[] body(Map<String, String> headers) throws IOException {
        if (!headers.getOrDefault("transfer-encoding", "").equals("chunked")) {
            int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
            byte[] body = in.readNBytes(length);
            if (body.length < length) throw new EOFException("cut off after " + body.length + " of " + length);
            return body;
        }
        var body = new ByteArrayOutputStream();
        for (int size = chunk(); size > 0; size = chunk()) {
            body.write(in.readNBytes(size));
            line();
        }
        line();
        return body.toByteArray();
    }

    private int chunk() throws IOException {
        return Integer.parseInt(line().strip(), 16);
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) throw new EOFException("closed after: " + line);
            if (c != '\r') line.append((char) c);
        }
        return line.toString();
    }

    /** Whether the server ends the connection before the read timeout. */
    boolean isClosedByServer() {
        try {
            return in.read() < 0;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    /** Hangs up without a word: a TCP reset. */
    void reset() throws IOException {
        below.setSoLinger(true, 0);
        below.close();
    }

    RawClient timeout(int millis) throws IOException {
        socket.setSoTimeout(millis);
        return this;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
