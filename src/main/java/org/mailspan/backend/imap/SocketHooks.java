package org.mailspan.backend.imap;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Supplier;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * How Angus gets the socket of one connection: with all timeouts, with a TLS that checks the host's name, and so that
 * we keep hold of it. Angus keeps its socket private, yet only the socket can change the read timeout (IDLE) and cut
 * a connection that another thread reads from.
 */
final class SocketHooks {
    /** Angus would otherwise start a thread for each connection to time its writes. */
    private static final ScheduledExecutorService WRITE_TIMER = writeTimer();

    private final Supplier<SSLContext> trust;
    private volatile @Nullable Socket socket;
    private volatile @Nullable Socket outermost;
    private volatile @Nullable Heard heard;

    private volatile @Nullable Inflating inflating;

    /** The reader of one socket. */
    private record Heard(Socket from, Responses responses) {}

    SocketHooks(Supplier<SSLContext> trust) {
        this.trust = trust;
    }

    private static ScheduledExecutorService writeTimer() {
        var timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("mail-write-timer").factory());
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    /** Properties for a protocol named {@code prefix}, {@code mail.imap} or {@code mail.smtp}. */
    Properties properties(String prefix, Timeouts timeouts) {
        var properties = new Properties();
        properties.put(SocketHooks.class.getName(), this);
        properties.setProperty(
                prefix + ".connectiontimeout", Long.toString(timeouts.connect().toMillis()));
        properties.setProperty(
                prefix + ".timeout", Long.toString(timeouts.read().toMillis()));
        properties.setProperty(
                prefix + ".writetimeout", Long.toString(timeouts.write().toMillis()));
        properties.put(prefix + ".executor.writetimeout", WRITE_TIMER);
        properties.put(prefix + ".socketFactory", new Plain());
        properties.put(prefix + ".ssl.socketFactory", new Tls());
        // without this a certificate that we refuse is tried again with the factory of the system
        properties.setProperty(prefix + ".socketFactory.fallback", "false");
        // the handshake has checked the name: Tls below
        properties.setProperty(prefix + ".ssl.checkserveridentity", "false");
        return properties;
    }

    static SocketHooks of(Properties properties) {
        return (SocketHooks) Objects.requireNonNull(properties.get(SocketHooks.class.getName()));
    }

    /** What the host says on the last socket that was made: octets from before STARTTLS are not mixed in. */
    @SuppressWarnings("ReferenceEquality") // sockets are equal if they are the same
    Responses responses() throws IOException {
        Socket current = outermost;
        if (current == null) throw new IOException("not connected");
        Heard last = heard;
        if (last == null || last.from != current) {
            last = new Heard(current, new Responses(current.getInputStream()));
            heard = last;
        }
        return last.responses;
    }

    /** What comes from here on is compressed; the octets of it that were read already, too. */
    void inflate() throws IOException {
        Socket current = outermost;
        if (current == null) throw new IOException("not connected");
        var decompressed = new Inflating(responses().rest(), current.getInputStream());
        inflating = decompressed;
        heard = new Heard(current, new Responses(decompressed));
    }

    boolean isCompressed() {
        return inflating != null;
    }

    /** Limits the next read. Angus' streams lose nothing when a read times out before its first octet. */
    void readTimeout(long millis) throws IOException {
        Socket current = socket;
        if (current != null) current.setSoTimeout(Math.clamp(millis, 1, Integer.MAX_VALUE));
    }

    /** Closes the socket below TLS: at once, from any thread, waiting for nobody. */
    void cut() {
        Socket current = socket;
        if (current == null) return;
        try {
            current.close();
        } catch (IOException alreadyGone) {
            // it is closed in any case
        }
        Inflating decompressed = inflating;
        if (decompressed != null) decompressed.close();
    }

    private Socket keep(Socket plain) throws IOException {
        socket = plain;
        outermost = plain;
        plain.setTcpNoDelay(true);
        plain.setKeepAlive(true);
        return plain;
    }

    private final class Plain extends SocketFactory {
        @Override
        public Socket createSocket() throws IOException {
            return keep(new Socket());
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return keep(new Socket(host, port));
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
            return keep(new Socket(host, port, local, localPort));
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return keep(new Socket(host, port));
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
            return keep(new Socket(host, port, local, localPort));
        }
    }

    private final class Tls extends SSLSocketFactory {
        private SSLSocketFactory factory() {
            return trust.get().getSocketFactory();
        }

        /** The only one that Angus calls: TLS over a connected socket, for TLS and STARTTLS alike. */
        @Override
        public Socket createSocket(Socket plain, String host, int port, boolean autoClose) throws IOException {
            keep(plain);
            return checkingName(factory().createSocket(plain, host, port, autoClose));
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return checkingName(factory().createSocket(host, port));
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
            return checkingName(factory().createSocket(host, port, local, localPort));
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return checkingName(factory().createSocket(host, port));
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
            return checkingName(factory().createSocket(host, port, local, localPort));
        }

        private Socket checkingName(Socket created) {
            if (created instanceof SSLSocket tls) {
                var parameters = tls.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                tls.setSSLParameters(parameters);
            }
            outermost = created;
            return created;
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return factory().getDefaultCipherSuites();
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return factory().getSupportedCipherSuites();
        }
    }
}
