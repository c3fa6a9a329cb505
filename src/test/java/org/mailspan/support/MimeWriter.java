package org.mailspan.support;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Random;

/** Writes MIME by hand, in one of several right ways each time. */
final class MimeWriter {
    private static final Base64.Encoder BASE64 = Base64.getMimeEncoder(76, "\r\n".getBytes(US_ASCII));

    private final Random random;
    private int boundaries;

    /** A MIME part: its header lines, each with CRLF, and its body. */
    record Part(String header, byte[] body) {}

    MimeWriter(Random random) {
        this.random = random;
    }

    Part text(String subtype, String text, Charset charset) {
        byte[] octets = text.getBytes(charset);
        boolean ascii = US_ASCII.newEncoder().canEncode(text);
        String type = "Content-Type: text/" + subtype + "; charset=" + (ascii ? "us-ascii" : charset.name()) + "\r\n";
        int choice = random.nextInt(4);
        boolean shortLines = text.lines().allMatch(line -> line.length() < 300);
        if (choice == 0) return new Part(type + "Content-Transfer-Encoding: base64\r\n", lines(BASE64.encode(octets)));
        if (choice == 1 && shortLines && !ascii) return new Part(type + "Content-Transfer-Encoding: 8bit\r\n", octets);
        if (shortLines && ascii) return new Part(type, octets);
        return new Part(type + "Content-Transfer-Encoding: quoted-printable\r\n", quotedPrintable(octets));
    }

    Part attachment(Sample.Attachment file) {
        boolean inline = file.inline();
        String header = "Content-Type: " + file.type() + ";\r\n name=\"" + encodedWord(file.name()) + "\"\r\n"
                + "Content-Transfer-Encoding: base64\r\n"
                + "Content-Disposition: " + (inline ? "inline" : "attachment") + ";\r\n " + fileName(file.name())
                + "\r\n"
                + (inline ? "Content-ID: <" + file.contentId() + ">\r\n" : "");
        return new Part(header, lines(BASE64.encode(file.octets())));
    }

    Part multipart(String subtype, List<Part> parts) {
        String boundary = "=_" + subtype + "_" + ++boundaries + "_" + random.nextInt(1_000_000);
        var body = new ByteArrayOutputStream();
        body.writeBytes("This is a message in MIME.\r\n".getBytes(US_ASCII));
        for (Part part : parts) {
            body.writeBytes(("\r\n--" + boundary + "\r\n" + part.header() + "\r\n").getBytes(US_ASCII));
            body.writeBytes(part.body());
        }
        body.writeBytes(("\r\n--" + boundary + "--\r\n").getBytes(US_ASCII));
        return new Part(
                "Content-Type: multipart/" + subtype + ";\r\n boundary=\"" + boundary + "\"\r\n", body.toByteArray());
    }

    byte[] message(Instant date, String name, String address, String subject, String messageId, Part body) {
        String from = name.isEmpty() ? address : phrase(name) + " <" + address + ">";
        String header = "Received: from mx.example.org by mail.example; "
                + DateTimeFormatter.RFC_1123_DATE_TIME.format(date.atZone(ZoneOffset.UTC)) + "\r\n"
                + "From: " + from + "\r\n"
                + "To: You <you@mailspan.test>, other@example.com\r\n"
                + "Subject: " + encodedWord(subject) + "\r\n"
                + "Date: " + DateTimeFormatter.RFC_1123_DATE_TIME.format(date.atOffset(ZoneOffset.ofHours(2))) + "\r\n"
                + "Message-ID: " + messageId + "\r\n"
                + "MIME-Version: 1.0\r\n";
        var message = new ByteArrayOutputStream();
        message.writeBytes((header + body.header() + "\r\n").getBytes(US_ASCII));
        message.writeBytes(body.body());
        return message.toByteArray();
    }

    private String phrase(String name) {
        return US_ASCII.newEncoder().canEncode(name) ? '"' + name + '"' : encodedWord(name);
    }

    /** RFC 2047: several words where it is long, never in the middle of a character. Long ASCII is folded. */
    private String encodedWord(String text) {
        if (US_ASCII.newEncoder().canEncode(text)) return text.replaceAll("(.{60}\\S*) ", "$1\r\n ");
        var words = new StringBuilder();
        boolean base64 = random.nextBoolean();
        int[] codePoints = text.codePoints().toArray();
        for (int start = 0; start < codePoints.length; start += 10) {
            String run = new String(codePoints, start, Math.min(10, codePoints.length - start));
            if (start > 0) words.append("\r\n ");
            words.append(
                    base64
                            ? "=?UTF-8?B?" + Base64.getEncoder().encodeToString(run.getBytes(UTF_8)) + "?="
                            : "=?utf-8?Q?" + q(run.getBytes(UTF_8)) + "?=");
        }
        return words.toString();
    }

    private static String q(byte[] octets) {
        var word = new StringBuilder();
        for (byte octet : octets) {
            if (octet == ' ') word.append('_');
            else if (Character.isLetterOrDigit(octet) && octet > 0) word.append((char) octet);
            else word.append("=%02X".formatted(octet & 0xff));
        }
        return word.toString();
    }

    /** RFC 2231, as a parameter value of its own charset. */
    private static String fileName(String name) {
        return US_ASCII.newEncoder().canEncode(name)
                ? "filename=\"" + name + '"'
                : "filename*=UTF-8''" + URLEncoder.encode(name, UTF_8).replace("+", "%20");
    }

    private static byte[] quotedPrintable(byte[] octets) {
        var out = new StringBuilder();
        int column = 0;
        for (int i = 0; i < octets.length; i++) {
            int octet = octets[i] & 0xff;
            boolean lineEnd = octet == '\r' && i + 1 < octets.length && octets[i + 1] == '\n';
            boolean atEnd = i + 1 == octets.length || octets[i + 1] == '\r';
            boolean plain = (octet > 32 && octet < 127 && octet != '=') || (octet == ' ' && !atEnd);
            if (lineEnd) {
                out.append("\r\n");
                i++;
                column = 0;
                continue;
            }
            if (column > 72) {
                out.append("=\r\n");
                column = 0;
            }
            String piece = plain ? "" + (char) octet : "=%02X".formatted(octet);
            out.append(piece);
            column += piece.length();
        }
        return out.toString().getBytes(ISO_8859_1);
    }

    private static byte[] lines(byte[] encoded) {
        return (new String(encoded, US_ASCII) + "\r\n").getBytes(US_ASCII);
    }
}
