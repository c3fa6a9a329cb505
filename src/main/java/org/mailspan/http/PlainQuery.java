package org.mailspan.http;

import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.mailspan.http.RequestLine.Malformed;
import org.mailspan.http.RequestLine.Plain;
import org.mailspan.http.RequestLine.Sender;

/** The plain text query value, MS-ASHTTP 2.2.1.1.1.2. */
final class PlainQuery {
    /** MS-ASHTTP 2.2.1.1.1.2.5, in the spelling in which commands ask for them. */
    private static final Map<String, String> PARAMETERS = Map.of(
            "attachmentname", "AttachmentName",
            "collectionid", "CollectionId",
            "itemid", "ItemId",
            "longid", "LongId",
            "occurrence", "Occurrence",
            "saveinsent", "SaveInSent");

    private PlainQuery() {}

    static RequestLine parse(String query) {
        var given = new HashMap<String, String>();
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            if (equals <= 0) continue;
            String name = pair.substring(0, equals).toLowerCase(Locale.ROOT);
            Optional<String> value = decoded(pair.substring(equals + 1));
            if (value.isEmpty()) return new Malformed("a broken percent sign in the query");
            given.putIfAbsent(name, value.get());
        }
        String command = given.getOrDefault("cmd", "");
        if (command.isEmpty()) return new Malformed("no Cmd in the query");
        String deviceId = given.getOrDefault("deviceid", "");
        if (!Sender.isDeviceId(deviceId)) return new Malformed("no DeviceId in the query, or one of odd characters");
        var sender = new Sender(given.getOrDefault("user", ""), deviceId, given.getOrDefault("devicetype", ""));
        return new Plain(command, sender, known(given));
    }

    private static Map<String, String> known(Map<String, String> given) {
        var parameters = new HashMap<String, String>();
        given.forEach((name, value) -> {
            String spelling = PARAMETERS.get(name);
            if (spelling != null) parameters.put(spelling, value);
        });
        return Map.copyOf(parameters);
    }

    /**
     * Percent-decoding alone. A "+" stays one: this is no form, and people have it in their address. What is not
     * escaped though it should be (tbeas leaves "@", others umlauts and the backslash of DOMAIN\\user) is taken as it
     * is.
     */
    static Optional<String> decoded(String text) {
        if (isBare(text)) return Optional.of(text);
        var octets = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
                int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) return Optional.empty();
                octets.write(high << 4 | low);
                i += 2;
            } else {
                octets.write(c);
            }
        }
        return Optional.of(Octets.text(octets.toByteArray()));
    }

    private static boolean isBare(String text) {
        for (int i = 0; i < text.length(); i++) if (text.charAt(i) == '%' || text.charAt(i) >= 0x80) return false;
        return true;
    }
}
