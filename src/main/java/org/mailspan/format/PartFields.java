package org.mailspan.format;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Writes the header of a part that is put into a mail. */
final class PartFields {
    private static final int LONGEST_VALUE = 200;
    private static final int OCTETS_PER_PIECE = 16;
    private static final String TOKEN = "!#$&+-.^_";

    private PartFields() {}

    /** A text of ours, without the empty line; {@code others} are fields to keep, each with its line end. */
    static String text(String subtype, String encoding, String others) {
        return "Content-Type: text/" + subtype + "; charset=utf-8\r\nContent-Transfer-Encoding: " + encoding + "\r\n"
                + others;
    }

    /** A text of another message with nothing that would make a file of it, without the empty line. */
    static String text(MimePart part) {
        var out = new StringBuilder("Content-Type: ").append(type(part));
        part.parameters().entrySet().stream()
                .filter(PartFields::isKept)
                .sorted(Map.Entry.comparingByKey())
                .forEach(one -> parameter(out, one.getKey(), one.getValue()));
        return out.append("\r\nContent-Transfer-Encoding: base64\r\n").toString();
    }

    /** A part of the original, as it was described there. */
    static String carried(MimePart part, boolean inline) {
        String given = Attachments.fileName(BodyParts.fileName(part));
        String name = given.isEmpty() ? Attachments.name(part) : given;
        boolean message = part.type().equals("message");
        var out = new StringBuilder("Content-Type: ").append(type(part));
        part.parameters().entrySet().stream()
                .filter(PartFields::isKept)
                .sorted(Map.Entry.comparingByKey())
                .forEach(one -> parameter(out, one.getKey(), one.getValue()));
        nameInWords(out, name);
        disposition(out, inline, name);
        if (isSound(part.contentId()))
            out.append("Content-ID: ").append(part.contentId().strip()).append("\r\n");
        if (isSound(part.location()))
            out.append("Content-Location: ").append(part.location().strip()).append("\r\n");
        return out.append("Content-Transfer-Encoding: ")
                .append(message ? "8bit" : "base64")
                .append("\r\n")
                .toString();
    }

    /** The original itself. */
    static String message(String name) {
        var out = new StringBuilder("Content-Type: message/rfc822");
        nameInWords(out, name);
        disposition(out, false, name);
        return out.append("Content-Transfer-Encoding: 8bit\r\n").toString();
    }

    private static String type(MimePart part) {
        return isToken(part.type()) && isToken(part.subtype()) ? part.mediaType() : "application/octet-stream";
    }

    private static boolean isToken(String text) {
        return !text.isEmpty()
                && text.chars().allMatch(c -> c < 0x80 && Character.isLetterOrDigit(c) || TOKEN.indexOf(c) >= 0);
    }

    private static boolean isKept(Map.Entry<String, String> parameter) {
        String name = parameter.getKey();
        return isToken(name) && !name.equals("name") && !name.equals("boundary") && isSound(parameter.getValue());
    }

    /** Fits on a line as it is. */
    private static boolean isSound(String value) {
        return !value.isBlank()
                && value.length() <= LONGEST_VALUE
                && value.chars().allMatch(c -> c >= ' ' && c <= '~');
    }

    private static void parameter(StringBuilder out, String name, String value) {
        out.append(";\r\n ")
                .append(name)
                .append("=\"")
                .append(value.replace("\\", "\\\\").replace("\"", "\\\""))
                .append('"');
    }

    /** In encoded words, as no standard has it and Outlook and Gmail read and write it. */
    private static void nameInWords(StringBuilder out, String name) {
        if (isShort(name)) parameter(out, "name", name);
        else out.append(";\r\n name=\"").append(HeaderText.words(name)).append('"');
        out.append("\r\n");
    }

    /** As RFC 2231 has it. */
    private static void disposition(StringBuilder out, boolean inline, String name) {
        out.append("Content-Disposition: ").append(inline ? "inline" : "attachment");
        if (isShort(name)) parameter(out, "filename", name);
        else {
            int piece = 0;
            for (int at = 0; at < name.length(); piece++) {
                int end = at + Math.max(1, Utf8.cut(name.substring(at), OCTETS_PER_PIECE));
                out.append(";\r\n filename*").append(piece).append("*=");
                if (piece == 0) out.append("UTF-8''");
                percent(out, name.substring(at, end));
                at = end;
            }
        }
        out.append("\r\n");
    }

    private static boolean isShort(String name) {
        return name.length() <= 60 && name.chars().allMatch(c -> c >= ' ' && c <= '~');
    }

    private static void percent(StringBuilder out, String text) {
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            if (octet > 0 && isToken(String.valueOf((char) octet))) out.append((char) octet);
            else out.append('%').append("%02X".formatted(octet & 0xFF));
        }
    }
}
