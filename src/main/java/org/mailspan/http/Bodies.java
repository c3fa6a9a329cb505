package org.mailspan.http;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.mailspan.protocol.Version;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Limits;
import org.mailspan.wbxml.WbxmlException;
import org.mailspan.wbxml.WbxmlReader;

/** Reads the bodies of requests: a WBXML document, or below 14.0 a mail, or nothing (MS-ASHTTP 2.2.1.1.3). */
final class Bodies {
    /** MS-ASHTTP_R143, MS-ASHTTP_R438. */
    private static final Set<String> WBXML = Set.of(Replies.WBXML, "application/vnd.ms-sync");

    private static final String MAIL = "message/rfc822";
    private static final Set<String> MAIL_COMMANDS = Set.of("SendMail", "SmartReply", "SmartForward");
    private static final int HIGHEST_WBXML_VERSION = 0x03;

    private final BodyMemory memory;
    private final Limits limits;

    Bodies(HttpLimits limits) {
        memory = new BodyMemory(limits.body(), limits.bodies(), limits.bodiesOfAccount());
        this.limits = Limits.DEFAULT.withBytes(limits.body());
    }

    /** @param memory what it takes, counted until this is closed */
    record Body(Optional<Element> document, byte[] mail, BodyMemory.Buffer memory) implements AutoCloseable {
        @Override
        public void close() {
            memory.close();
        }
    }

    /** @param account whose memory it takes */
    Body read(Wire wire, Asked asked, String account) throws ClientGone, Refusal {
        boolean mayBeMail = MAIL_COMMANDS.contains(asked.command().name())
                && !asked.version().since(Version.V14_0);
        String type = type(wire);
        boolean mail = mayBeMail && type.equals(MAIL);
        if (wire.hasBody() && !type.isEmpty() && !mail && !WBXML.contains(type))
            throw new Refusal(415, "a body of type " + type);
        BodyMemory.Buffer buffer = memory.buffer(account, wire.announced());
        try {
            byte[] octets = unpacked(wire, account, buffer);
            if (octets.length == 0) return new Body(Optional.empty(), octets, buffer);
            boolean untold = mayBeMail && type.isEmpty() && octets[0] > HIGHEST_WBXML_VERSION;
            if (mail || untold) return new Body(Optional.empty(), octets, buffer);
            return new Body(Optional.of(document(octets)), new byte[0], buffer);
        } catch (ClientGone | Refusal | RuntimeException | Error notRead) {
            buffer.close();
            throw notRead;
        }
    }

    private Element document(byte[] octets) throws Refusal {
        try {
            return WbxmlReader.read(octets, limits);
        } catch (WbxmlException broken) {
            throw new Refusal(400, "not a document: " + broken.getMessage());
        }
    }

    private byte[] unpacked(Wire wire, String account, BodyMemory.Buffer into) throws ClientGone, Refusal {
        String coding = wire.header("Content-Encoding").orElse("").strip().toLowerCase(Locale.ROOT);
        switch (coding) {
            case "", "identity" -> wire.readBody(into);
            case "gzip", "x-gzip" -> {
                try (BodyMemory.Buffer packed = memory.buffer(account, wire.announced())) {
                    wire.readBody(packed);
                    if (packed.size() > 0) Gunzip.into(packed.take(), into);
                }
            }
            default -> throw new Refusal(415, "a body in the coding " + coding);
        }
        return into.take();
    }

    /** Without parameters such as a charset. */
    private static String type(Wire wire) {
        String header = wire.header("Content-Type").orElse("");
        int end = header.indexOf(';');
        return (end < 0 ? header : header.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }
}
