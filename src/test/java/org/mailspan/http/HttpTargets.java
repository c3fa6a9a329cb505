package org.mailspan.http;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.mailspan.fuzz.Target;
import org.mailspan.http.RequestLine.Encoded;
import org.mailspan.http.RequestLine.Malformed;
import org.mailspan.http.RequestLine.Plain;
import org.mailspan.http.RequestLine.Sender;

/** What is read before anybody has logged in, for fuzzing. */
public final class HttpTargets {
    private HttpTargets() {}

    public static Target requestLine() {
        return new Target(
                "requestLine",
                HttpTargets::requestLine,
                () -> List.of(
                        ascii("Cmd=Sync&User=jo&DeviceId=v140Device&DeviceType=SmartPhone"),
                        ascii("Cmd=SmartReply&User=D%5Cjo%40x&DeviceId=d&DeviceType=T&ItemId=1%3A7"
                                + "&CollectionId=1&SaveInSent=T"),
                        ascii("jAAJBAp2MTQwRGV2aWNlAApTbWFydFBob25l"),
                        HexFormat.of()
                                .parseHex("8c0009040a763134304465766963650401020304" + "05506f636b65" + "0103"
                                        + "3a3134" + "0701" + "03" + "0802" + "6a6f")),
                List.of(
                        "Cmd=",
                        "&DeviceId=",
                        "&DeviceType=",
                        "&User=",
                        "%00",
                        "%0d%0a",
                        "%C3%A9",
                        "%",
                        "+",
                        "=",
                        "&&"));
    }

    /** The octets as a query, and as what stands in one in base64. */
    private static void requestLine(byte[] input) {
        check(RequestLine.of(new String(input, StandardCharsets.ISO_8859_1)));
        check(RequestLine.of(Base64.getEncoder().encodeToString(input)));
        check(RequestLine.of(Base64.getUrlEncoder().withoutPadding().encodeToString(input)));
    }

    private static void check(RequestLine line) {
        switch (line) {
            case Malformed(String reason) -> assertTrue(reason.length() < 200, reason);
            case Plain(String command, Sender sender, Map<String, String> parameters) -> check(sender);
            case Encoded e -> check(e.sender());
        }
    }

    private static void check(Sender sender) {
        assertTrue(Sender.isDeviceId(sender.deviceId()), sender.deviceId());
        for (String text : List.of(sender.user(), sender.deviceType())) {
            assertTrue(text.length() <= Sender.LONGEST_TEXT, text);
            assertTrue(text.chars().noneMatch(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029), text);
        }
    }

    public static Target autodiscover() {
        return new Target(
                "autodiscover",
                AutodiscoverXml::read,
                () -> List.of(ascii("""
                    <?xml version="1.0" encoding="utf-8"?>
                    <Autodiscover
                    xmlns="http://schemas.microsoft.com/exchange/autodiscover/mobilesync/requestschema/2006">
                    <Request><EMailAddress>a@example.org</EMailAddress><AcceptableResponseSchema>
                    http://schemas.microsoft.com/exchange/autodiscover/mobilesync/responseschema/2006
                    </AcceptableResponseSchema></Request></Autodiscover>\
                    """), ascii("""
                        <!DOCTYPE a [<!ENTITY x "y"><!ENTITY z SYSTEM "file:///etc/passwd">]>
                        <Autodiscover><Request><AcceptableResponseSchema>&x;&z;</AcceptableResponseSchema></Request>
                        </Autodiscover>\
                        """)),
                List.of(
                        "<!DOCTYPE a [",
                        "<!ENTITY % p SYSTEM \"http://127.0.0.1/\">",
                        "%p;",
                        "<!ENTITY a \"&b;&b;\">",
                        "&a;",
                        "&#0;",
                        "<![CDATA[",
                        "]]>",
                        "<!--",
                        "<?x ?>",
                        " xmlns:a=\"b\"",
                        " encoding=\"utf-16\""));
    }

    public static Target authorization() {
        return new Target(
                "authorization",
                input -> {
                    BasicAuthorization.parse(new String(input, StandardCharsets.ISO_8859_1));
                    BasicAuthorization.parse("Basic " + Base64.getEncoder().encodeToString(input));
                },
                () -> List.of(ascii("Basic YW5uYTpzZWNyZXQ="), ascii("anna@example.org:secret")),
                List.of("Basic ", "basic", ":", "\\", "\0", "é"));
    }

    public static Target proxy() {
        return new Target(
                "proxy",
                HttpTargets::proxy,
                () -> List.of(
                        ascii("PROXY TCP4 192.0.2.7 192.0.2.1 56324 443\r\n"),
                        ascii("PROXY TCP6 2001:db8::7 2001:db8::1 56324 443\r\n"),
                        ascii("PROXY UNKNOWN\r\nGET /"),
                        ascii("192.0.2.7, [2001:db8::7]:4711, 127.0.0.1"),
                        HexFormat.of().parseHex("0d0a0d0a000d0a515549540a2111000cc0000207c0000201dc0401bb"),
                        HexFormat.of().parseHex("0d0a0d0a000d0a515549540a2000000041424344")),
                List.of("PROXY ", "TCP4 ", "UNKNOWN", "\r\n", " ", "::ffff:", "[", "]:", ",", "%eth0", "127.0.0.1"));
    }

    /** As a header before TLS, octet by octet as it comes, and as X-Forwarded-For. */
    private static void proxy(byte[] input) {
        Proxies.LOOPBACK.origin(
                InetAddress.getLoopbackAddress(), List.of(new String(input, StandardCharsets.ISO_8859_1)));
        int length = ProxyHeader.SHORTEST;
        while (length <= input.length
                && ProxyHeader.of(Arrays.copyOf(input, ProxyHeader.LONGEST), length)
                        instanceof ProxyHeader.More(int more)) {
            assertTrue(more > 0 && length + more <= ProxyHeader.LONGEST, "asks for " + more + " behind " + length);
            length += more;
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
