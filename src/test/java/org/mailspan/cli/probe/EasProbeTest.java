package org.mailspan.cli.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailspan.backend.Credentials;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Provision;
import org.mailspan.wbxml.WbxmlWriter;

/** What the probe says of servers that are no good; that it goes through at a good one is shown by ProcessTest. */
final class EasProbeTest {
    private interface Answer {
        void give(HttpExchange exchange) throws IOException;
    }

    private final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private Answer options = exchange -> exchange.sendResponseHeaders(200, -1);
    private Answer post = exchange -> exchange.sendResponseHeaders(501, -1);

    EasProbeTest() throws IOException {}

    @BeforeEach
    void start() {
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                if (exchange.getRequestMethod().equals("OPTIONS")) options.give(exchange);
                else post.give(exchange);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aRefusedPasswordEndsIt() throws Exception {
        options = exchange -> exchange.sendResponseHeaders(401, -1);
        assertEquals(List.of("OPTIONS: user or password is refused (401)"), badOnes());
    }

    @Test
    void aWebServerIsNotTakenForAnEasServer() throws Exception {
        assertEquals(List.of("OPTIONS: the answer lacks MS-ASProtocolVersions or MS-ASProtocolCommands"), badOnes());
    }

    @Test
    void aServerOfOldVersionsOnlyIsNamed() throws Exception {
        offer("2.5,12.0");
        assertEquals(List.of("OPTIONS: it speaks only 2.5,12.0"), badOnes());
    }

    @Test
    void anAnswerThatIsNotWbxmlIsNamed() throws Exception {
        offer("14.1");
        post = exchange -> body(exchange, new byte[] {9, 9, 9});
        List<String> bad = badOnes();
        assertEquals(1, bad.size());
        assertTrue(bad.getFirst().startsWith("Provision: the connection broke off (its answer is not WBXML: "));
    }

    @Test
    void aProxyThatGivesUpIsNamed() throws Exception {
        offer("14.1");
        post = exchange -> exchange.sendResponseHeaders(504, -1);
        assertEquals(List.of("Provision: a proxy gave up (504)"), badOnes());
    }

    @Test
    void aServerWithoutAPolicyIsDoubtfulAndTheProbeGoesOn() throws Exception {
        offer("14.1");
        Element noPolicy = Element.of(
                Provision.Provision,
                Element.of(Provision.Status, 1),
                Element.of(Provision.Policies, Element.of(Provision.Policy, Element.of(Provision.Status, 2))));
        post = exchange -> {
            if (exchange.getRequestURI().getQuery().contains("Cmd=Provision"))
                body(exchange, WbxmlWriter.bytes(noPolicy));
            else exchange.sendResponseHeaders(503, -1);
        };
        List<Finding> findings = findings();
        assertInstanceOf(Finding.Doubtful.class, findings.get(1));
        assertEquals("the answer is HTTP 503", findings.get(2).text());
    }

    private void offer(String versions) {
        options = exchange -> {
            exchange.getResponseHeaders().set("MS-ASProtocolVersions", versions);
            exchange.getResponseHeaders().set("MS-ASProtocolCommands", "Sync,FolderSync");
            exchange.sendResponseHeaders(200, -1);
        };
    }

    private static void body(HttpExchange exchange, byte[] body) throws IOException {
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    private List<String> badOnes() throws Exception {
        return findings().stream()
                .filter(Finding.Bad.class::isInstance)
                .map(finding -> finding.subject() + ": " + finding.text())
                .toList();
    }

    private List<Finding> findings() throws InterruptedException, NoSuchAlgorithmException {
        var found = new ArrayList<Finding>();
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        EasProbe.run(address, new Credentials("anna", "pw"), SSLContext.getDefault(), found::add);
        return found;
    }
}
