package org.mailspan.cli.probe;

import java.io.IOException;
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
import javax.net.ssl.SSLContext;
import org.mailspan.backend.Credentials;
import org.mailspan.protocol.Version;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Limits;
import org.mailspan.wbxml.WbxmlException;
import org.mailspan.wbxml.WbxmlReader;
import org.mailspan.wbxml.WbxmlWriter;

/** Speaks EAS over HTTP the way a phone does (MS-ASHTTP): one document there, one back. */
final class EasClient implements AutoCloseable {
    /** @param document absent where the body was empty */
    record Answer(int status, Optional<Element> document) {}

    private static final String PATH = "/Microsoft-Server-ActiveSync";
    private static final String DEVICE = "mailspanprobe";
    /** What AOSP waits for an answer that is not held. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final URI endpoint;
    private final Credentials credentials;
    private final HttpClient http;
    private Version version = Version.V12_1;
    private String policyKey = "0";

    EasClient(URI server, Credentials credentials, SSLContext trust) {
        boolean bare = server.getPath().isEmpty() || server.getPath().equals("/");
        this.endpoint = bare ? server.resolve(PATH) : server;
        this.credentials = credentials;
        this.http = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(10))
                .sslContext(trust)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    void speak(Version chosen) {
        version = chosen;
    }

    Version version() {
        return version;
    }

    void policyKey(String key) {
        policyKey = key;
    }

    HttpResponse<Void> options() throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(endpoint)
                .method("OPTIONS", BodyPublishers.noBody())
                .header("Authorization", authorization())
                .timeout(PATIENCE)
                .build();
        return http.send(request, BodyHandlers.discarding());
    }

    Answer send(String command, Element document) throws IOException, InterruptedException {
        return send(request(command, "", "application/vnd.ms-sync.wbxml", WbxmlWriter.bytes(document), PATIENCE));
    }

    /** As Android does, without a policy key (Android and others leave it out of a Ping alone). */
    Answer ping(Element document, Duration heartbeat) throws IOException, InterruptedException {
        var body = WbxmlWriter.bytes(document);
        return send(request("Ping", "", "application/vnd.ms-sync.wbxml", body, heartbeat.plusSeconds(5)));
    }

    /** SendMail of 12.1: the message itself is the body (MS-ASCMD 2.2.1.17). */
    Answer sendRaw(byte[] message) throws IOException, InterruptedException {
        return send(request("SendMail", "&SaveInSent=F", "message/rfc822", message, PATIENCE));
    }

    private HttpRequest request(String command, String more, String type, byte[] body, Duration patience) {
        String query = "Cmd=" + command + "&User=" + encoded(credentials.user()) + "&DeviceId=" + DEVICE
                + "&DeviceType=Probe" + more;
        var request = HttpRequest.newBuilder(URI.create(endpoint + "?" + query))
                .POST(BodyPublishers.ofByteArray(body))
                .header("Authorization", authorization())
                .header("MS-ASProtocolVersion", version.text())
                .header("User-Agent", "Mailspan-Probe")
                .header("Content-Type", type)
                .timeout(patience);
        if (!command.equals("Ping")) request.header("X-MS-PolicyKey", policyKey);
        return request.build();
    }

    private Answer send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response =
                http.send(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), Limits.DEFAULT.bytes()));
        if (response.statusCode() != 200 || response.body().length == 0)
            return new Answer(response.statusCode(), Optional.empty());
        try {
            return new Answer(200, Optional.of(WbxmlReader.read(response.body(), Limits.DEFAULT)));
        } catch (WbxmlException broken) {
            throw new IOException("its answer is not WBXML: " + broken.reason(), broken);
        }
    }

    private String authorization() {
        String pair = credentials.user() + ":" + credentials.password();
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}
