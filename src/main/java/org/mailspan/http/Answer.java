package org.mailspan.http;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mailspan.backend.Content;
import org.mailspan.backend.Spool;
import org.mailspan.wbxml.Pieces;

/** A response that is decided and not yet written. */
record Answer(int status, Map<String, String> headers, Payload payload) {
    /** 449 is Microsoft's own (MS-ASPROV): the device is to provision itself and to try again. */
    static final int RETRY_AFTER_PROVISION = 449;

    static final String METHODS = "OPTIONS,POST";

    private static final Duration LATER = Duration.ofSeconds(60);

    /** What follows the headers. */
    sealed interface Payload {
        record Bytes(byte[] bytes) implements Payload {}

        record Document(Pieces octets) implements Payload {}

        /** Two pieces of known length; whoever writes them closes the spool. */
        record Spooled(byte[] head, Spool rest) implements Payload {}

        /** Written while it comes from the host, of a length that is not known. */
        record Streamed(Content content) implements Payload {}
    }

    static Answer empty(int status) {
        return bytes(status, "", new byte[0]);
    }

    /** @param type without effect when there are no octets: a Content-Type belongs to content (MS-ASHTTP_R212) */
    static Answer bytes(int status, String type, byte[] octets) {
        var answer = new Answer(status, Map.of(), new Payload.Bytes(octets));
        return octets.length == 0 ? answer : answer.with("Content-Type", type);
    }

    static Answer document(String type, Pieces octets) {
        return new Answer(200, Map.of(), new Payload.Document(octets)).with("Content-Type", type);
    }

    /**
     * For people who look at a trace; phones read only the number. Each status brings the header that belongs to it.
     */
    static Answer refusal(int status, String reason) {
        byte[] text = (Printable.of(reason, 500) + "\n").getBytes(StandardCharsets.UTF_8);
        Answer answer = bytes(status, "text/plain; charset=utf-8", text);
        return switch (status) {
            case 401 -> answer.with("WWW-Authenticate", "Basic realm=\"Mailspan\", charset=\"UTF-8\"");
            case 405 -> answer.with("Allow", METHODS);
            case 415 -> answer.with("Accept-Encoding", "gzip");
            case 503 -> answer.with("Retry-After", Long.toString(LATER.toSeconds()));
            default -> answer;
        };
    }

    Answer with(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Answer(status, more, payload);
    }
}
