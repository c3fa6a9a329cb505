package org.mailspan.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A phone's connection, kept alive: HTTP/1.1 over a bare socket, so that the phone costs little beside what is measured.
 * For one thread.
 */
final class HttpLine implements AutoCloseable {
    /** The bridge closes a connection that lay still for a minute. */
    private static final long STALE = Duration.ofSeconds(40).toNanos();

    private final URI address;
    private final String query;
    private final String headers;
    private @Nullable Socket socket;
    private InputStream in = InputStream.nullInputStream();
    private long used;

    HttpLine(URI address, String user, String password, String device) {
        this.address = address;
        String login = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        query = "&User=" + URLEncoder.encode(user, StandardCharsets.UTF_8) + "&DeviceId=" + device
                + "&DeviceType=Bench HTTP/1.1\r\n";
        headers = "Host: " + address.getAuthority() + "\r\nAuthorization: Basic " + login
                + "\r\nMS-ASProtocolVersion: 16.1\r\nUser-Agent: Bench/1.0"
                + "\r\nContent-Type: application/vnd.ms-sync.wbxml\r\nContent-Length: ";
    }

    /** The body of the answer, which has to be a 200. */
    byte[] post(String command, byte[] body) throws IOException {
        var request = (("POST " + address.getPath() + "?Cmd=" + command) + query + headers + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        var octets = new byte[request.length + body.length];
        System.arraycopy(request, 0, octets, 0, request.length);
        System.arraycopy(body, 0, octets, request.length, body.length);
        connected().getOutputStream().write(octets);
        byte[] answer = answer(command);
        used = System.nanoTime();
        return answer;
    }

    private Socket connected() throws IOException {
        if (socket != null && System.nanoTime() - used < STALE) return socket;
        close();
        var opened = new Socket(address.getHost(), address.getPort());
        opened.setTcpNoDelay(true);
        in = new BufferedInputStream(opened.getInputStream());
        socket = opened;
        return opened;
    }

    private byte[] answer(String command) throws IOException {
        String status = line();
        int length = -1;
        for (String header = line(); !header.isEmpty(); header = line())
            if (header.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                length = Integer.parseInt(
                        header.substring("content-length:".length()).strip());
        if (!status.startsWith("HTTP/1.1 200 ")) throw new IOException(command + " is answered " + status);
        if (length < 0) throw new IOException(command + " is answered without a Content-Length");
        byte[] answer = in.readNBytes(length);
        if (answer.length < length) throw new IOException("the answer to " + command + " broke off");
        return answer;
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) throw new IOException("the bridge hung up");
            if (octet != '\r') line.append((char) octet);
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        if (socket != null) socket.close();
        socket = null;
    }
}
