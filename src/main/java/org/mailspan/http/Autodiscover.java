package org.mailspan.http;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.mailspan.backend.Account;
import org.mailspan.backend.Backend;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Backends;
import org.mailspan.event.Event;
import org.mailspan.event.Events;
import org.mailspan.http.AutodiscoverXml.Asked;

/**
 * Tells phones where to go, so that an address and a password are all that is typed: as XML to whoever is logged in
 * (MS-ASCMD 2.2.1.1), as JSON to everyone (MS-OXDISCO 3.1.5.1, "version 2"), and by a redirect to those that ask over plain
 * HTTP. What is told is the same for all who ask, and nothing of the question is in the answer: neither is there an account
 * to be found out, nor a page to be made of somebody else's words.
 */
public final class Autodiscover {
    private static final String XML = "/autodiscover/autodiscover.xml";
    private static final String JSON = "/autodiscover/autodiscover.json";

    /** iOS sends some 400 octets. */
    private static final int LONGEST = 16 << 10;

    private final Logins logins;
    private final Supplier<Optional<URI>> server;
    private final Events events;

    /** @param server where phones reach us, {@code https://mail.example.org}; empty where that is not known */
    public Autodiscover(Backends backends, Supplier<Optional<URI>> server, Events events) {
        this.logins = new Logins(backends, events);
        this.server = server;
        this.events = events;
    }

    /** Whether a path is one that is looked for, in whatever case: iOS writes /Autodiscover/Autodiscover.xml. */
    static boolean isAsked(String path) {
        String lower = path.toLowerCase(Locale.ROOT);
        return lower.equals(XML) || lower.equals(JSON) || lower.startsWith(JSON + "/");
    }

    void serve(Wire wire) throws Refusal, IOException, BackendException {
        String base = server.get()
                .map(Autodiscover::base)
                .orElseThrow(() -> new Refusal(404, "nobody said under which name phones reach us"));
        boolean xml = wire.path().toLowerCase(Locale.ROOT).equals(XML);
        switch (wire.method()) {
            case "POST" -> {
                if (!xml) throw new Refusal(405, "ask by GET");
                described(wire, base);
            }
            case "GET" -> Responder.send(wire, xml ? elsewhere(base) : json(wire.query(), base));
            default -> throw new Refusal(405, "only POST and GET");
        }
    }

    private static String base(URI server) {
        String text = server.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    private static Answer elsewhere(String base) {
        return Answer.empty(302).with("Location", base + "/autodiscover/autodiscover.xml");
    }

    private void described(Wire wire, String base) throws Refusal, IOException, BackendException {
        Backend backend = logins.of(wire).backend();
        Account account = backend.account();
        Asked asked = AutodiscoverXml.read(body(wire));
        byte[] answer = switch (asked) {
            case Asked.MobileSync() ->
                AutodiscoverXml.mobileSync(
                        account.displayName(), account.primaryAddress(), base + "/Microsoft-Server-ActiveSync");
            case Asked.OtherSchema() -> AutodiscoverXml.error(601, "The provider is not available for this schema.");
            case Asked.Malformed() -> AutodiscoverXml.error(600, "This is no request.");
        };
        events.emit(new Event.Discovered(
                account.id(), wire.address(), asked.getClass().getSimpleName().toLowerCase(Locale.ROOT)));
        Responder.send(
                wire, Answer.bytes(200, "text/xml; charset=utf-8", answer).with("Cache-Control", "private"));
    }

    private static byte[] body(Wire wire) throws Refusal, ClientGone {
        try (var buffer = new BodyMemory(LONGEST, LONGEST, LONGEST).buffer("", wire.announced())) {
            wire.readBody(buffer);
            return buffer.take();
        }
    }

    /** One protocol is asked for, by its name. */
    private static Answer json(String query, String base) {
        String protocol = protocol(query);
        return switch (protocol.toLowerCase(Locale.ROOT)) {
            case "activesync" -> found("ActiveSync", base + "/Microsoft-Server-ActiveSync");
            case "autodiscoverv1" -> found("AutodiscoverV1", base + "/autodiscover/autodiscover.xml");
            case "" ->
                json(400, "{\"ErrorCode\":\"MandatoryParameterMissing\",\"ErrorMessage\":\"Protocol is missing.\"}");
            default ->
                json(
                        400,
                        "{\"ErrorCode\":\"InvalidProtocol\","
                                + "\"ErrorMessage\":\"There are ActiveSync and AutodiscoverV1.\"}");
        };
    }

    private static String protocol(String query) {
        for (String pair : query.split("&", 20))
            if (pair.regionMatches(true, 0, "Protocol=", 0, "Protocol=".length()))
                return pair.substring("Protocol=".length());
        return "";
    }

    /** Both texts are our own: neither has a character that JSON marks. */
    private static Answer found(String protocol, String url) {
        return json(200, "{\"Protocol\":\"" + protocol + "\",\"Url\":\"" + url + "\"}");
    }

    private static Answer json(int status, String text) {
        return Answer.bytes(status, "application/json; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }
}
