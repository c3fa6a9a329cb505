package org.mailspan.support;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.mailspan.support.Talk.Piece;
import org.mailspan.support.Weather.Act;
import org.mailspan.support.Weather.From;
import org.mailspan.support.Weather.Step;

/**
 * The line between the bridge and a mail host, which misbehaves on command. It understands as much of IMAP and SMTP as
 * it takes to know where it is: lines, literals, what was asked, which line is the outcome.
 */
public final class WeatherProxy implements AutoCloseable {
    /** What is spoken; OPAQUE is for TLS, where each piece that arrives is a step. */
    public enum Dialect {
        IMAP,
        SMTP,
        OPAQUE
    }

    private final int target;
    private final Dialect dialect;
    private final int port;
    private final AtomicInteger connections = new AtomicInteger();
    private final Set<Line> open = ConcurrentHashMap.newKeySet();
    private volatile ServerSocket listener;
    private volatile Weather weather = Weather.FINE;

    /** @param target a port of loopback */
    public WeatherProxy(int target, Dialect dialect) {
        this.target = target;
        this.dialect = dialect;
        listener = listen(0);
        port = listener.getLocalPort();
    }

    public int port() {
        return port;
    }

    /** From now on, on connections that are there too. */
    public <W extends Weather> W weather(W now) {
        weather = now;
        return now;
    }

    public void clear() {
        weather = Weather.FINE;
    }

    /** Nobody listens any more, and who talked is cut off. */
    public void down() {
        try {
            listener.close();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        cut();
    }

    public void up() {
        listener = listen(port);
    }

    /** Ends all connections. */
    public void cut() {
        open.forEach(Line::cut);
    }

    /** All connections of now go on in silence: a router forgot them. */
    public void forget() {
        open.forEach(line -> line.silent = true);
    }

    private ServerSocket listen(int at) {
        try {
            var made = new ServerSocket();
            made.setReuseAddress(true);
            made.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 50);
            Thread.ofVirtual().name("weather").start(() -> accept(made));
            return made;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private void accept(ServerSocket from) {
        try {
            while (true) {
                var line = new Line(connections.getAndIncrement(), from.accept());
                open.add(line);
                // down() may not have seen it
                if (from.isClosed()) line.cut();
                Thread.ofVirtual().name("weather-line").start(line::begin);
            }
        } catch (IOException closed) {
            // the host is down, or the test over
        }
    }

    @Override
    public void close() {
        down();
    }

    /** Between the two of one connection. */
    private final class Line {
        private final int number;
        private final Socket bridge;
        private final Socket host = new Socket();
        /** Whoever writes to the bridge writes one whole response. */
        private final ReentrantLock toBridge = new ReentrantLock();

        private final Talk talk = new Talk(dialect);
        private volatile boolean silent;

        Line(int number, Socket bridge) {
            this.number = number;
            this.bridge = bridge;
        }

        void begin() {
            try {
                bridge.setTcpNoDelay(true);
                switch (weather.at(new Step(number, From.CALLER, "", ""))) {
                    case Act.Pass() -> {}
                    case Act.Late(var by) -> LockSupport.parkNanos(by.toNanos());
                    case Act.Silence() -> silent = true;
                    case Act.Bye(String text) -> bye(text);
                    case Act.Cut() -> cut();
                    case Act.CutAfter() -> cut();
                    case Act.CutInside() -> cut();
                    case Act.Instead(String text) -> bye(text);
                    case Act.Answer(String text) -> bye(text);
                }
                if (silent || bridge.isClosed()) return;
                host.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
                host.setTcpNoDelay(true);
                Thread.ofVirtual().name("weather-out").start(() -> carry(bridge, From.BRIDGE));
                carry(host, From.HOST);
            } catch (IOException gone) {
                cut();
            }
        }

        private void carry(Socket source, From from) {
            try {
                InputStream in = new BufferedInputStream(source.getInputStream(), 1 << 14);
                while (true) {
                    List<Piece> pieces = from == From.HOST ? talk.response(in) : List.of(talk.asked(in));
                    if (from == From.HOST) toBridge.lock();
                    try {
                        for (Piece piece : pieces) if (!silent) pass(piece, from, in);
                    } finally {
                        if (from == From.HOST) toBridge.unlock();
                    }
                }
            } catch (IOException over) {
                if (!silent) cut();
            }
        }

        private void pass(Piece piece, From from, InputStream in) throws IOException {
            OutputStream to = (from == From.HOST ? bridge : host).getOutputStream();
            byte[] octets = piece.octets();
            switch (weather.at(new Step(number, from, piece.command(), piece.text()))) {
                case Act.Pass() -> to.write(octets);
                case Act.Late(var by) -> {
                    LockSupport.parkNanos(by.toNanos());
                    to.write(octets);
                }
                case Act.Cut() -> cut();
                case Act.CutAfter() -> {
                    to.write(octets);
                    cut();
                }
                case Act.CutInside() -> {
                    to.write(octets, 0, octets.length / 2);
                    cut();
                }
                case Act.Silence() -> silent = true;
                case Act.Bye(String text) -> bye(text);
                case Act.Instead(String text) -> {
                    if (!text.isEmpty()) to.write((text + "\r\n").getBytes(ISO_8859_1));
                }
                case Act.Answer(String text) -> {
                    talk.dropRest(in);
                    say((dialect == Dialect.IMAP ? piece.tag() + " " : "") + text);
                }
            }
        }

        private void say(String text) throws IOException {
            toBridge.lock();
            try {
                bridge.getOutputStream().write((text + "\r\n").getBytes(ISO_8859_1));
            } finally {
                toBridge.unlock();
            }
        }

        private void bye(String text) throws IOException {
            say(text);
            cut();
        }

        void cut() {
            open.remove(this);
            try {
                bridge.close();
                host.close();
            } catch (IOException gone) {
                // it is closed in any case
            }
        }
    }
}
