package org.mailspan.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.mailspan.protocol.Version;
import org.mailspan.support.Phone.Answer;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Limits;
import org.mailspan.wbxml.WbxmlException;
import org.mailspan.wbxml.WbxmlReader;
import org.mailspan.wbxml.WbxmlWriter;

/** A phone's way to the bridge: WBXML over HTTP with the plain query form; each answer is held against its schema. */
public final class HttpTransport implements Phone.Transport {
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final URI address;
    private final String user;
    private final String authorization;
    private final String device;
    private final Version version;

    public HttpTransport(URI address, String user, String password, String device, Version version) {
        this.address = address;
        this.user = user;
        this.device = device;
        this.version = version;
        authorization =
                "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Version version() {
        return version;
    }

    @Override
    public Answer post(String command, Optional<Element> request) {
        return answer(raw(command, request.map(WbxmlWriter::bytes).orElse(new byte[0])));
    }

    public CompletableFuture<Answer> postLater(String command, Optional<Element> request) {
        byte[] body = request.map(WbxmlWriter::bytes).orElse(new byte[0]);
        return CLIENT.sendAsync(request(command, body), BodyHandlers.ofByteArray())
                .thenApply(this::answer);
    }

    /** Any body, for what no phone would send. */
    public HttpResponse<byte[]> raw(String command, byte[] body) {
        try {
            return CLIENT.send(request(command, body), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest request(String command, byte[] body) {
        String query = "?Cmd=" + command + "&User=" + URLEncoder.encode(user, StandardCharsets.UTF_8) + "&DeviceId="
                + device + "&DeviceType=TestPhone";
        return HttpRequest.newBuilder(URI.create(address + query))
                .timeout(Duration.ofMinutes(2))
                .header("Authorization", authorization)
                .header("MS-ASProtocolVersion", version.text())
                .header("User-Agent", "TestPhone/1.0")
                .header("Content-Type", "application/vnd.ms-sync.wbxml")
                .POST(body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))
                .build();
    }

    private Answer answer(HttpResponse<byte[]> response) {
        if (response.body().length == 0 || response.statusCode() != 200)
            return new Answer(response.statusCode(), Optional.empty());
        try {
            Element root = WbxmlReader.read(response.body(), Limits.DEFAULT);
            Schemas.hold(root, version);
            return new Answer(200, Optional.of(root));
        } catch (WbxmlException e) {
            throw new AssertionError("an answer that is not WBXML", e);
        }
    }
}
