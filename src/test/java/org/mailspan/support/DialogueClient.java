package org.mailspan.support;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.mailspan.protocol.Version;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Limits;
import org.mailspan.wbxml.WbxmlException;
import org.mailspan.wbxml.WbxmlReader;
import org.mailspan.wbxml.WbxmlWriter;

/** Sends the requests of a dialogue over HTTP and takes answers apart; each is held against its schema. */
final class DialogueClient {
    private static final String MULTIPART = "application/vnd.ms-sync.multipart";
    private static final String WBXML = "application/vnd.ms-sync.wbxml";
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final URI address;
    private final String user;
    private final Version version;
    private final AtomicInteger sent = new AtomicInteger();

    DialogueClient(URI address, String user, Version version) {
        this.address = address;
        this.user = user;
        this.version = version;
    }

    /** @param texts as in {@link Dialogue.Step.Expect} */
    record Answer(HttpResponse<byte[]> response, Optional<Element> document, List<String> texts) {
        int status() {
            return response.statusCode();
        }
    }

    /** How many requests so far. */
    int sent() {
        return sent.get();
    }

    /** @param options {@code device, policy, version, multipart, type}; others are parameters of the URL */
    CompletableFuture<Answer> post(
            String command, Map<String, String> options, Optional<Element> document, byte[] body) {
        var query = new StringBuilder("?Cmd=" + command + "&User=" + encoded(user) + "&DeviceId="
                + options.getOrDefault("device", "phone1") + "&DeviceType=TestPhone");
        String told = options.getOrDefault("version", version.text());
        var request = HttpRequest.newBuilder()
                .timeout(Duration.ofSeconds(20))
                .header(
                        "Authorization",
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString((user + ":secret").getBytes(StandardCharsets.UTF_8)))
                .header("MS-ASProtocolVersion", told)
                .header("User-Agent", "TestPhone/1.0");
        String type = document.isEmpty() && body.length > 0 ? "message/rfc822" : WBXML;
        for (var option : options.entrySet())
            switch (option.getKey()) {
                case "device", "version", "user" -> {}
                case "policy" -> request.header("X-MS-PolicyKey", option.getValue());
                case "multipart" -> request.header("MS-ASAcceptMultiPart", option.getValue());
                case "type" -> type = option.getValue();
                default -> query.append("&" + option.getKey() + "=" + encoded(option.getValue()));
            }
        byte[] octets = document.map(WbxmlWriter::bytes).orElse(body);
        request.header("Content-Type", type)
                .uri(URI.create(address + query.toString()))
                .POST(octets.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(octets));
        Version spoken = Version.of(told).orElse(version);
        sent.incrementAndGet();
        return CLIENT.sendAsync(request.build(), BodyHandlers.ofByteArray())
                .thenApply(response -> answer(response, spoken));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static Answer answer(HttpResponse<byte[]> response, Version version) {
        byte[] body = response.body();
        String type = response.headers().firstValue("Content-Type").orElse("");
        if (response.statusCode() != 200 || body.length == 0) return new Answer(response, Optional.empty(), List.of());
        return switch (type) {
            case WBXML -> new Answer(response, Optional.of(document(body, version)), List.of());
            case MULTIPART -> parted(response, version);
            default -> new Answer(response, Optional.empty(), List.of(text(body)));
        };
    }

    /** MultiPartResponse, MS-ASCMD 2.2.1.10.1.1. */
    private static Answer parted(HttpResponse<byte[]> response, Version version) {
        byte[] body = response.body();
        var table = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
        int count = table.getInt();
        var parts = new ArrayList<byte[]>();
        for (int i = 0; i < count; i++) {
            int start = table.getInt();
            parts.add(Arrays.copyOfRange(body, start, start + table.getInt()));
        }
        return new Answer(
                response,
                Optional.of(document(parts.getFirst(), version)),
                parts.stream().skip(1).map(DialogueClient::text).toList());
    }

    private static Element document(byte[] octets, Version version) {
        try {
            Element root = WbxmlReader.read(octets, Limits.DEFAULT);
            Schemas.hold(root, version);
            return root;
        } catch (WbxmlException e) {
            throw new AssertionError("an answer that is not WBXML", e);
        }
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.UTF_8);
    }
}
