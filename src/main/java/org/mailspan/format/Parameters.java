package org.mailspan.format;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Parameters of a Content-Type or Content-Disposition: RFC 2045 5.1, RFC 2231, and RFC 2047 where it must not be. */
final class Parameters {
    private static final int MOST_PIECES = 200;
    private static final int MOST_PARAMETERS = 100;

    private Parameters() {}

    /** The value of a parameter as a person reads it; empty if there is none. */
    static String decoded(Map<String, String> parameters, String name) {
        if (parameters.isEmpty()) return "";
        String extended = parameters.get(name + "*");
        if (extended != null) return extended(extended);
        if (parameters.containsKey(name + "*0") || parameters.containsKey(name + "*0*"))
            return continued(parameters, name);
        return EncodedWords.decode(parameters.getOrDefault(name, ""));
    }

    /** {@code charset'language'percent-encoded}; without the quotes it is a plain value with a strange name. */
    private static String extended(String value) {
        int first = value.indexOf('\'');
        int second = first < 0 ? -1 : value.indexOf('\'', first + 1);
        if (second < 0) return Texts.line(Charsets.decode(percent(value), ""));
        return Texts.line(Charsets.decode(percent(value.substring(second + 1)), value.substring(0, first)));
    }

    private static String continued(Map<String, String> parameters, String name) {
        var octets = new ByteArrayOutputStream();
        String charset = "";
        boolean encoded = false;
        for (int i = 0; i < MOST_PIECES; i++) {
            String plain = parameters.get(name + "*" + i);
            String piece = plain != null ? plain : parameters.get(name + "*" + i + "*");
            if (piece == null) break;
            if (plain != null) {
                octets.writeBytes(octets(piece));
                continue;
            }
            encoded = true;
            int second = i > 0 ? -1 : piece.indexOf('\'', piece.indexOf('\'') + 1);
            if (second >= 0) charset = piece.substring(0, piece.indexOf('\''));
            octets.writeBytes(percent(piece.substring(second + 1)));
        }
        if (!encoded) return EncodedWords.decode(octets.toString(StandardCharsets.ISO_8859_1));
        return Texts.line(Charsets.decode(octets.toByteArray(), charset));
    }

    /** One char an octet. */
    static String unescaped(String value) {
        return new String(percent(value), StandardCharsets.ISO_8859_1);
    }

    private static byte[] percent(String value) {
        var octets = new ByteArrayOutputStream(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            int high = c == '%' && i + 2 < value.length() ? Character.digit(value.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(value.charAt(i + 2), 16);
            if (low >= 0) {
                octets.write(high << 4 | low);
                i += 2;
            } else octets.writeBytes(octets(String.valueOf(c)));
        }
        return octets.toByteArray();
    }

    private static byte[] octets(String text) {
        for (int i = 0; i < text.length(); i++) if (text.charAt(i) > 0xFF) return text.getBytes(StandardCharsets.UTF_8);
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Reads {@code value; name=value; name="value"} from a raw header field; the value itself has the empty name. */
    static Map<String, String> parse(String field) {
        var parameters = new LinkedHashMap<String, String>();
        var in = new Scanner(field);
        parameters.put("", in.until(";").strip());
        while (in.more() && parameters.size() < MOST_PARAMETERS) {
            String name = in.until("=;").strip().toLowerCase(Locale.ROOT);
            String value = in.ended('=') ? in.value() : "";
            if (!name.isEmpty()) parameters.putIfAbsent(name, value);
        }
        return parameters;
    }

    private static final class Scanner {
        private final String text;
        private int at;
        private char end;
        private boolean noMoreComments;

        Scanner(String text) {
            this.text = text;
        }

        boolean more() {
            return at < text.length();
        }

        boolean ended(char with) {
            return end == with;
        }

        /** The text up to one of these, which is taken too; comments are left out. */
        String until(String stops) {
            var out = new StringBuilder();
            end = 0;
            while (at < text.length()) {
                char c = text.charAt(at++);
                if (stops.indexOf(c) >= 0) {
                    end = c;
                    break;
                }
                int comment = c == '(' && !noMoreComments ? text.indexOf(')', at) : -1;
                noMoreComments |= c == '(' && comment < 0;
                if (comment >= 0) at = comment + 1;
                else out.append(c);
            }
            return out.toString();
        }

        /** A quoted value, or one up to the next semicolon: file names with spaces are often not quoted. */
        String value() {
            while (at < text.length() && text.charAt(at) <= ' ') at++;
            if (at == text.length() || text.charAt(at) != '"' || text.indexOf('"', at + 1) < 0)
                return until(";").strip();
            var out = new StringBuilder();
            for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
                if (text.charAt(at) == '\\' && at + 1 < text.length()) at++;
                out.append(text.charAt(at));
            }
            at++;
            until(";");
            return out.toString();
        }
    }
}
