package org.mailspan.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes the mail that a client of 16.x only describes: to whom a message is forwarded, and with which words. */
public final class ForwardedMail {
    private ForwardedMail() {}

    /** @param html whether the text is HTML */
    public static byte[] of(Mailbox from, List<Mailbox> to, String subject, String text, boolean html) {
        String line = Texts.line(subject);
        String begun = line.toLowerCase(Locale.ROOT);
        boolean told = begun.startsWith("fw:") || begun.startsWith("fwd:");
        return ("From: " + HeaderText.mailbox(from) + "\r\nTo: "
                        + to.stream().map(HeaderText::mailbox).collect(Collectors.joining(",\r\n "))
                        + "\r\nSubject: " + HeaderText.words(told ? line : "FW: " + line) + "\r\nMIME-Version: 1.0\r\n"
                        + PartFields.text(html ? "html" : "plain", "quoted-printable", "") + "\r\n"
                        + QuotedPrintable.of(text) + "\r\n")
                .getBytes(UTF_8);
    }
}
