package org.mailspan.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.command.Reply;
import org.mailspan.http.ServerUnderTest.Plan;
import org.mailspan.support.TestCertificate;
import org.xnio.IoUtils;

/**
 * Somebody begins ten thousand handshakes, from ten addresses, and ends none of them. Those that the server keeps are
 * few, nothing is left of the others, and phones from elsewhere are served meanwhile.
 */
final class HandshakeFloodTest {
    private static final int BEGUN = 10_000;
    private static final int ADDRESSES = 10;
    /** Phones that are let in while it lasts. */
    private static final int PHONES = 5;
    /** Five times what the server keeps; more would only wait to be accepted, and take up descriptors of files. */
    private static final int UNENDED = 500;

    /** Phones that hung up a moment ago. */
    private static final int ENDING = 10;

    private static final String ENGINE = "sun.security.ssl.SSLEngineImpl";
    private static final String CONNECTION = "org.xnio.nio.NioSocketStreamConnection";
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final HttpLimits LIMITS = new HttpLimits(100_000, 300_000, 50, 800, LONG, LONG, LONG);

    @TempDir
    private Path directory;

    private final AtomicInteger served = new AtomicInteger();

    @Test
    void tenThousandHandshakesAreBoundedAndPhonesAreServedMeanwhile() throws Exception {
        assertEquals(100, LIMITS.handshakes());
        var plan = new Plan()
                .command("Settings", 17, ServerUnderTest.answering(new Reply.Empty()))
                .tls(ServerUnderTest.files(directory, TestCertificate.shared()))
                .limits(LIMITS);
        long before = live(ENGINE);
        try (var server = plan.start();
                var attacker = new Attacker(server.server.secureAddress().orElseThrow())) {
            var attack = CompletableFuture.runAsync(attacker::attack);
            while (served.get() < PHONES) {
                try (RawClient phone = server.secureClient()) {
                    assertEquals(
                            200, phone.post("Settings", new byte[0]).answer().status());
                }
                served.incrementAndGet();
            }
            attack.join();
            int open = ServerUnderTest.await("too many stay open", () -> {
                int left = attacker.unended();
                return left <= LIMITS.handshakes() ? Optional.of(left) : Optional.empty();
            });
            assertTrue(open > 0, "those that came last have their time");
            long left = live(ENGINE) - before;
            assertTrue(left <= LIMITS.handshakes() + ENDING, left + " engines of TLS are left");
            left = live(CONNECTION);
            assertTrue(left <= LIMITS.handshakes() + ENDING, left + " connections are left");
        }
    }

    /** How many objects of a class there are, once those are gone that nobody knows any more. */
    private static long live(String type) throws JMException {
        String table = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
        return table.lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(row -> row.length > 3 && row[3].equals(type))
                .mapToLong(row -> Long.parseLong(row[1]))
                .sum();
    }

    /** Leaves none of its own accord: those that the server ended make room for others. */
    private final class Attacker implements AutoCloseable {
        private final InetSocketAddress target;
        /** Of what a client says first. */
        private final List<ByteBuffer> beginnings;
        /** Costs the server more, so few have it. */
        private final ByteBuffer whole;

        private final Selector selector = Selector.open();
        private final ByteBuffer heard = ByteBuffer.allocate(16 * 1024);

        private Attacker(InetSocketAddress target) throws Exception {
            this.target = target;
            byte[] hello = hello();
            beginnings = List.of(
                    ByteBuffer.allocate(0),
                    ByteBuffer.wrap(hello, 0, 1),
                    ByteBuffer.wrap(hello, 0, 11),
                    ByteBuffer.wrap(hello, 0, hello.length - 1));
            whole = ByteBuffer.wrap(hello);
        }

        private static byte[] hello() throws Exception {
            var engine = TestCertificate.shared().trust().createSSLEngine();
            engine.setUseClientMode(true);
            ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
            engine.wrap(ByteBuffer.allocate(0), hello);
            return Arrays.copyOf(hello.array(), hello.position());
        }

        private void attack() {
            try {
                for (int i = 0; i < BEGUN || served.get() < PHONES; i++) {
                    while (selector.keys().size() >= UNENDED) hear(100);
                    begin(i);
                }
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }

        private void begin(int number) throws IOException {
            var channel = SocketChannel.open();
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            var source = InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) (2 + number % ADDRESSES)});
            channel.bind(new InetSocketAddress(source, 0));
            channel.connect(target);
            ByteBuffer said = number % 50 == 0 ? whole : beginnings.get(number % beginnings.size());
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            try {
                channel.write(said.duplicate());
            } catch (IOException endedAlready) {
                channel.close();
            }
        }

        private void hear(long millis) throws IOException {
            selector.select(this::hear, millis);
        }

        private void hear(SelectionKey key) {
            var channel = (SocketChannel) key.channel();
            try {
                if (channel.read(heard.clear()) < 0) channel.close();
            } catch (IOException reset) {
                IoUtils.safeClose(channel);
            }
        }

        private int unended() {
            try {
                hear(1);
                return selector.keys().size();
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }

        @Override
        public void close() throws IOException {
            for (SelectionKey key : List.copyOf(selector.keys())) key.channel().close();
            selector.close();
        }
    }
}
