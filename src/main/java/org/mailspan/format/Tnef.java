package org.mailspan.format;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mailspan.format.TnefProperties.Value;

/**
 * What Outlook packs into winmail.dat (MS-OXTNEF): files and the text. A message that is packed into it is a file in
 * the same format, and not opened.
 *
 * @param files in the order of the stream, by which they are referred to
 * @param rtf the text, where it is there in no other form and loses its looks in ours
 */
record Tnef(String messageClass, List<File> files, Optional<Text> text, Optional<File> rtf) {
    private static final long SIGNATURE = 0x223E9F78L;
    private static final int OF_MESSAGE = 1;
    private static final int OF_ATTACHMENT = 2;
    private static final int GUID = 16;
    private static final String DEFAULT_CHARSET = "windows-1252";

    /** Where a file's name is, the best one first. */
    private static final List<Integer> NAMES =
            List.of(TnefProperties.ATTACH_LONG_FILENAME, TnefProperties.ATTACH_FILENAME, TnefProperties.DISPLAY_NAME);

    /** Its octets are not copied before they are asked for. */
    record File(String name, String mediaType, String contentId, TnefReader content) {
        byte[] octets() {
            return content.copy();
        }
    }

    /**
     * @param subtype of text
     * @param octets in UTF-8
     */
    record Text(String subtype, byte[] octets) {}

    /** Empty if it is no TNEF, or is cut. */
    static Optional<Tnef> read(byte[] octets) {
        try {
            var in = new TnefReader(octets);
            if (in.number() != SIGNATURE) return Optional.empty();
            in.skip(2);
            return Optional.of(new Attributes().all(in));
        } catch (TnefReader.EndsEarly e) {
            return Optional.empty();
        }
    }

    private static final class Attributes {
        private final List<File> files = new ArrayList<>();
        private String charset = DEFAULT_CHARSET;
        private String messageClass = "";
        private TnefProperties message = TnefProperties.NONE;
        private Optional<TnefReader> body = Optional.empty();

        private boolean open;
        private String title = "";
        private TnefProperties attached = TnefProperties.NONE;
        private Optional<TnefReader> data = Optional.empty();

        Tnef all(TnefReader in) {
            while (in.left() > 0) {
                int level = in.octet();
                // line ends that a gateway put behind the stream
                if (level != OF_MESSAGE && level != OF_ATTACHMENT) break;
                int name = (int) in.number();
                take(name, in.range(in.number()));
                in.skip(Math.min(in.left(), 2));
            }
            close();
            Optional<Text> text = text();
            if (text.isPresent()) return new Tnef(messageClass, List.copyOf(files), text, Optional.empty());
            Optional<byte[]> rtf = rtf();
            Optional<Rtf.Found> found = rtf.flatMap(Rtf::read);
            return new Tnef(
                    messageClass,
                    List.copyOf(files),
                    found.map(one -> utf8(one.subtype(), one.text())),
                    found.filter(Rtf.Found::asItWas).isPresent() ? Optional.empty() : rtf.map(Tnef::file));
        }

        private void take(int name, TnefReader value) {
            switch (name) {
                case 0x00069007 -> charset = charset(value.left() < 4 ? 0 : value.number());
                case 0x00078008 -> messageClass = value.text(charset);
                case 0x0002800C -> body = Optional.of(value);
                case 0x00069003 -> message = TnefProperties.read(value);
                case 0x00069002 -> {
                    close();
                    open = true;
                }
                case 0x00018010 -> title = value.text(charset);
                case 0x0006800F -> data = Optional.of(value);
                case 0x00069005 -> attached = TnefProperties.read(value);
                default -> {}
            }
        }

        /** The next attachment begins, or nothing follows. */
        private void close() {
            if (open && files.size() < BodyParts.MOST_ATTACHED) files.add(file());
            open = false;
            title = "";
            attached = TnefProperties.NONE;
            data = Optional.empty();
        }

        private File file() {
            Optional<Value> inProperties = attached.find(TnefProperties.ATTACH_DATA);
            boolean isObject =
                    data.isEmpty() && inProperties.filter(Value::isObject).isPresent();
            TnefReader content = data.or(() -> inProperties.map(Value::octets))
                    .map(TnefReader::again)
                    .orElseGet(TnefReader::nothing);
            if (isObject) content.skip(Math.min(content.left(), GUID));
            String name = name();
            return new File(
                    isObject ? (name.isEmpty() ? "message" : name) + ".dat" : name,
                    isObject ? "application/ms-tnef" : mediaType(),
                    Utf8.first(attached.text(TnefProperties.ATTACH_CONTENT_ID, charset), BodyParts.LONGEST_NAME),
                    content);
        }

        private String name() {
            for (int id : NAMES) {
                String name = attached.text(id, charset);
                if (!name.isBlank()) return Utf8.first(name, BodyParts.LONGEST_NAME);
            }
            return Utf8.first(title, BodyParts.LONGEST_NAME);
        }

        private String mediaType() {
            String type = attached.text(TnefProperties.ATTACH_MIME_TAG, charset).toLowerCase(Locale.ROOT);
            int slash = type.indexOf('/');
            boolean sound = slash > 0
                    && slash < type.length() - 1
                    && slash == type.lastIndexOf('/')
                    && !type.startsWith("multipart/")
                    && type.chars().allMatch(c -> c > ' ' && c < 0x7F && "()<>@,;:\\\"[]?=".indexOf(c) < 0);
            return sound ? type : "application/octet-stream";
        }

        /** As rich as there is one, but for RTF. */
        private Optional<Text> text() {
            String web = message.number(TnefProperties.INTERNET_CPID)
                    .map(Tnef::charset)
                    .orElse(charset);
            return text("html", message.find(TnefProperties.BODY_HTML), web)
                    .or(() -> text("plain", message.find(TnefProperties.BODY), charset))
                    .or(() -> body.map(value -> utf8("plain", value.text(charset))))
                    .filter(text -> text.octets.length > 0);
        }

        private Optional<byte[]> rtf() {
            return message.find(TnefProperties.RTF_COMPRESSED)
                    .flatMap(value -> CompressedRtf.read(value.octets().again()));
        }

        private static Optional<Text> text(String subtype, Optional<Value> value, String charset) {
            return value.map(one -> utf8(subtype, one.text(charset))).filter(text -> text.octets.length > 0);
        }
    }

    private static File file(byte[] rtf) {
        return new File("message.rtf", "application/rtf", "", new TnefReader(rtf));
    }

    private static Text utf8(String subtype, String text) {
        return new Text(subtype, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Of a code page of Windows. */
    static String charset(long codePage) {
        return switch ((int) codePage) {
            case 0 -> DEFAULT_CHARSET;
            case 932 -> "shift_jis";
            case 936 -> "gb2312";
            case 949 -> "euc-kr";
            case 950 -> "big5";
            case 20127 -> "us-ascii";
            case 20866 -> "koi8-r";
            case 21866 -> "koi8-u";
            case 50220, 50221, 50222 -> "iso-2022-jp";
            case 51932 -> "euc-jp";
            case 54936 -> "gb18030";
            case 65000 -> "utf-7";
            case 65001 -> "utf-8";
            default ->
                codePage > 28590 && codePage < 28606
                        ? "iso-8859-" + (codePage - 28590)
                        : (codePage >= 1250 && codePage <= 1258 ? "windows-" : "cp") + codePage;
        };
    }
}
