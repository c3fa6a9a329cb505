package org.mailspan.acme;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Where an authority looks by HTTP (RFC 8555 8.3): open for the moments that it looks, some six times a year, with nothing
 * behind it. The JDK's small server and not the one for phones, which would have to listen at port 80 for ever.
 */
final class HttpDoor implements AutoCloseable {
    private static final String PATH = "/.well-known/acme-challenge/";

    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;

    /** @throws IOException that says to a person what is wrong */
    HttpDoor(InetSocketAddress at) throws IOException {
        try {
            server = HttpServer.create(at, 50);
        } catch (IOException taken) {
            threads.close();
            throw new IOException(
                    "acme.http cannot be listened at (%s:%d: %s): another program has that port, or it needs a permission"
                            .formatted(at.getHostString(), at.getPort(), taken.getMessage()),
                    taken);
        }
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    void show(String token, String authorization) {
        answers.put(PATH + token, authorization);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String found = exchange.getRequestMethod().equals("GET")
                    ? answers.get(exchange.getRequestURI().getPath())
                    : null;
            byte[] body = (found == null ? "nothing here\n" : found).getBytes(StandardCharsets.US_ASCII);
            exchange.getResponseHeaders()
                    .set("Content-Type", found == null ? "text/plain" : "application/octet-stream");
            exchange.getResponseHeaders().set("Connection", "close");
            exchange.sendResponseHeaders(found == null ? 404 : 200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
