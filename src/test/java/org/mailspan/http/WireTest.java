package org.mailspan.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.undertow.server.HttpHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailspan.http.tls.Tls;
import org.mailspan.support.TestCertificate;

/** What the exchange of a request owes to the I/O thread of its connection. */
final class WireTest {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @TempDir
    private Path directory;

    /** Elsewhere the I/O thread turns in a loop while the exchange ends. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anExchangeEndsOnItsIoThread(boolean tls) throws Exception {
        BlockingQueue<Boolean> endedThere = new LinkedBlockingQueue<>();
        var certificate = TestCertificate.shared();
        var loaded = new Tls(ServerUnderTest.files(directory, certificate)).load((_, _) -> {});
        var secure = new Sockets.Tls(ANY, loaded.context(), false);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            HttpHandler handler = exchange -> {
                exchange.addExchangeCompleteListener((ended, next) -> {
                    endedThere.add(ended.isInIoThread());
                    next.proceed();
                });
                exchange.dispatch(
                        threads,
                        () -> answer(new Wire(exchange, ServerUnderTest.SMALL, Proxies.LOOPBACK, () -> false)));
            };
            try (var sockets = Sockets.open(
                            Optional.of(ANY),
                            Optional.of(secure),
                            ServerUnderTest.SMALL,
                            listener -> listener,
                            handler);
                    var client = tls
                            ? RawClient.secure(sockets.secure().orElseThrow(), certificate.certificate())
                            : RawClient.plain(sockets.plain().orElseThrow())) {
                for (int size : new int[] {0, 10, 300_000}) {
                    client.post("Sync", new byte[size]);
                    assertEquals(size, client.answer().body().length);
                    assertTrue(endedThere.poll(10, TimeUnit.SECONDS), size + " octets");
                }
            }
        }
    }

    /** Sends back as much as came. */
    private static void answer(Wire wire) {
        try {
            var memory = new BodyMemory(1_000_000, 1_000_000, 1_000_000).buffer("jo", wire.announced());
            wire.readBody(memory);
            Responder.send(wire, Answer.bytes(200, "text/plain", memory.take()));
        } catch (Exception broken) {
            wire.abandon();
        }
    }
}
