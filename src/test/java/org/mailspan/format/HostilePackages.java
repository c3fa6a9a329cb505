package org.mailspan.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.mailspan.format.HostileMailTest.mail;

import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Files of TNEF made to cost more than they weigh: lengths that lie, runs that grow, floods of properties. */
final class HostilePackages {
    private static final int MESSAGE = 0x00069003;
    private static final int ATTACHMENT = 0x00069002;
    private static final int DATA = 0x0006800F;
    private static final int IN_ATTACHMENT = 0x00069005;

    private HostilePackages() {}

    static void add(Map<String, Supplier<byte[]>> mails) {
        tnef(mails, "a length of 4 GB", out -> {
            out.write(1);
            number(out, MESSAGE);
            number(out, -1);
        });
        tnef(
                mails,
                "4 billion properties",
                out -> attribute(out, 1, MESSAGE, octets(props -> {
                    number(props, -1);
                    for (int i = 0; i < 200_000; i++) property(props, 0x30010000 + 0x0003 + (i << 16), 1);
                })));
        tnef(
                mails,
                "4 billion values",
                out -> attribute(out, 1, MESSAGE, octets(props -> {
                    number(props, 1);
                    number(props, 0x10131002);
                    number(props, -1);
                    props.writeBytes(new byte[1_000_000]);
                })));
        tnef(
                mails,
                "4 billion empty values",
                out -> attribute(out, 1, MESSAGE, octets(props -> {
                    number(props, 1);
                    number(props, 0x1013101E);
                    number(props, -1);
                    props.writeBytes(new byte[1_000_000]);
                })));
        tnef(mails, "200,000 attachments", out -> {
            for (int i = 0; i < 200_000; i++) {
                attribute(out, 2, ATTACHMENT, new byte[14]);
                attribute(out, 2, DATA, new byte[1]);
            }
        });
        tnef(mails, "names of 1 MB", out -> {
            for (int i = 0; i < 4; i++) {
                attribute(out, 2, ATTACHMENT, new byte[14]);
                attribute(out, 2, IN_ATTACHMENT, octets(props -> {
                    number(props, 1);
                    number(props, 0x3707001E);
                    number(props, 1);
                    number(props, 1_000_000);
                    props.writeBytes("n".repeat(1_000_000).getBytes(ISO_8859_1));
                }));
            }
        });
        tnef(mails, "classes of a message", out -> {
            for (int i = 0; i < 200_000; i++) attribute(out, 1, 0x00078008, "IPM.X".getBytes(ISO_8859_1));
        });
        tnef(
                mails,
                "a text of 5 MB",
                out -> attribute(out, 1, MESSAGE, octets(props -> {
                    number(props, 1);
                    number(props, 0x1013001E);
                    number(props, 1);
                    number(props, 5 << 20);
                    props.writeBytes("<b>".repeat((5 << 20) / 3 + 1).getBytes(ISO_8859_1));
                })));
        rtf(mails, "runs that grow", HostilePackages::bomb);
        rtf(mails, "groups", () -> plain("{\\rtf1\\fromhtml1 " + "{".repeat(2_000_000)));
        rtf(mails, "closed groups", () -> plain("{\\rtf1\\fromhtml1 " + "{}".repeat(1_000_000)));
        rtf(mails, "fonts", () -> plain("{\\rtf1{\\fonttbl" + "\\f1\\fcharset1".repeat(150_000)));
        rtf(mails, "words", () -> plain("{\\rtf1 \\" + "a".repeat(2_000_000)));
        rtf(mails, "numbers", () -> plain("{\\rtf1 \\a" + "9".repeat(2_000_000)));
        rtf(mails, "fallbacks", () -> plain("{\\rtf1\\uc99999999 " + "\\u-1".repeat(400_000)));
        rtf(mails, "binaries", () -> plain("{\\rtf1 " + "\\bin2147483647 ".repeat(100_000)));
        rtf(mails, "HTML in it", () -> plain("{\\rtf1\\fromhtml1 " + "{\\*\\htmltag <div>}".repeat(100_000)));
        mails.put("TNEF: garbage", () -> winmail("x".repeat(2_000_000).getBytes(ISO_8859_1)));
    }

    private static void tnef(
            Map<String, Supplier<byte[]>> mails, String name, Consumer<ByteArrayOutputStream> content) {
        mails.put(
                "TNEF: " + name,
                () -> winmail(octets(out -> {
                    number(out, 0x223E9F78);
                    out.writeBytes(new byte[2]);
                    content.accept(out);
                })));
    }

    private static void rtf(Map<String, Supplier<byte[]>> mails, String name, Supplier<byte[]> made) {
        tnef(
                mails,
                "RTF, " + name,
                out -> attribute(out, 1, MESSAGE, octets(props -> {
                    byte[] packed = made.get();
                    number(props, 1);
                    number(props, 0x10090102);
                    number(props, 1);
                    number(props, packed.length);
                    props.writeBytes(packed);
                    props.writeBytes(new byte[-packed.length & 3]);
                })));
    }

    /** Each run of two octets is one of seventeen. */
    private static byte[] bomb() {
        return octets(out -> {
            for (int number : new int[] {4 << 20, 512 << 20, 0x75465A4C, 0}) number(out, number);
            for (int i = 0; i < (4 << 20) / 17; i++) {
                out.write(0xFF);
                for (int run = 0; run < 8; run++) out.writeBytes(new byte[] {0, 0x1F});
            }
        });
    }

    private static byte[] plain(String rtf) {
        return octets(out -> {
            for (int number : new int[] {rtf.length() + 12, rtf.length(), 0x414C454D, 0}) number(out, number);
            out.writeBytes(rtf.getBytes(ISO_8859_1));
        });
    }

    private static void attribute(ByteArrayOutputStream out, int level, int name, byte[] value) {
        out.write(level);
        number(out, name);
        number(out, value.length);
        out.writeBytes(value);
        out.writeBytes(new byte[2]);
    }

    private static void property(ByteArrayOutputStream out, int typeAndId, int value) {
        number(out, typeAndId);
        number(out, value);
    }

    private static byte[] octets(Consumer<ByteArrayOutputStream> content) {
        var out = new ByteArrayOutputStream();
        content.accept(out);
        return out.toByteArray();
    }

    private static void number(ByteArrayOutputStream out, int number) {
        for (int shift = 0; shift < 32; shift += 8) out.write(number >> shift);
    }

    private static byte[] winmail(byte[] tnef) {
        return mail(
                "Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64",
                Base64.getMimeEncoder().encodeToString(tnef));
    }
}
