package org.mailspan.http;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.OptionalLong;
import org.mailspan.http.RequestLine.Encoded;
import org.mailspan.http.RequestLine.Malformed;
import org.mailspan.http.RequestLine.Sender;
import org.mailspan.protocol.Version;

/** The base64 encoded query value, MS-ASHTTP 2.2.1.1.1.1. */
final class EncodedQuery {
    private static final int OPTIONS = 7, USER = 8;
    /** MS-ASHTTP 2.2.1.1.1.1.3. */
    private static final Map<Integer, String> PARAMETERS =
            Map.of(0, "AttachmentName", 1, "CollectionId", 3, "ItemId", 4, "LongId", 6, "Occurrence");

    private static final int SAVE_IN_SENT = 0x01, ACCEPT_MULTIPART = 0x02;

    private final ByteBuffer in;

    private EncodedQuery(byte[] octets) {
        in = ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN);
    }

    static RequestLine parse(String query) {
        byte[] octets;
        try {
            octets = octets(query);
        } catch (IllegalArgumentException notBase64) {
            return new Malformed("the query is neither text nor base64");
        }
        try {
            return new EncodedQuery(octets).read();
        } catch (BufferUnderflowException tooShort) {
            return new Malformed("the base64 query ends too early");
        }
    }

    /** Both alphabets, padded or not, also with the padding percent-encoded (quirk A14). */
    private static byte[] octets(String query) {
        String text = PlainQuery.decoded(query).orElseThrow(IllegalArgumentException::new);
        return Base64.getDecoder()
                .decode(text.replace("=", "").replace('-', '+').replace('_', '/'));
    }

    private RequestLine read() {
        int version = octet();
        int command = octet();
        in.getShort();
        byte[] device = octets(octet());
        int keyLength = octet();
        if (keyLength != 0 && keyLength != 4) return new Malformed("a policy key of " + keyLength + " octets");
        OptionalLong policyKey =
                keyLength == 0 ? OptionalLong.empty() : OptionalLong.of(Integer.toUnsignedLong(in.getInt()));
        String deviceType = Octets.text(octets(octet()));
        String deviceId = deviceId(device);
        if (!Sender.isDeviceId(deviceId)) return new Malformed("no device id, or one that is too long");
        return parameters(version, command, policyKey, deviceId, deviceType);
    }

    private RequestLine parameters(int version, int command, OptionalLong policyKey, String id, String type) {
        var parameters = new HashMap<String, String>();
        String user = "";
        int options = 0;
        while (in.hasRemaining()) {
            int tag = octet();
            byte[] value = octets(octet());
            String name = PARAMETERS.get(tag);
            if (name != null) parameters.putIfAbsent(name, Octets.text(value));
            else if (tag == USER) user = Octets.text(value);
            else if (tag == OPTIONS && value.length > 0) options |= value[0];
        }
        if ((options & SAVE_IN_SENT) != 0) parameters.put("SaveInSent", "T");
        return new Encoded(
                command,
                Version.of(version),
                policyKey,
                (options & ACCEPT_MULTIPART) != 0,
                new Sender(user, id, type),
                Map.copyOf(parameters));
    }

    /** A string or a GUID (MS-ASHTTP 2.2.1.1.1.1): a GUID's 16 octets become the hex text of the text form. */
    private static String deviceId(byte[] octets) {
        String text = new String(octets, StandardCharsets.ISO_8859_1);
        return text.chars().allMatch(Sender::fits)
                ? text
                : HexFormat.of().withUpperCase().formatHex(octets);
    }

    private int octet() {
        return Byte.toUnsignedInt(in.get());
    }

    private byte[] octets(int count) {
        byte[] octets = new byte[count];
        in.get(octets);
        return octets;
    }
}
