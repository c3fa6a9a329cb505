package org.mailspan.format;

import java.util.Locale;
import java.util.Optional;

/** What kind of message it is, MS-ASEMAIL 2.2.2.49. Of invitations see {@link MeetingItem}. */
final class MessageClass {
    private static final String NOTE = "IPM.Note";

    private MessageClass() {}

    static boolean isSMime(MimePart root) {
        return isOpaque(root) || isClearSigned(root);
    }

    /** Gateways that know no S/MIME leave only the name to tell it by: RFC 8551 3.9. */
    private static boolean isOpaque(MimePart root) {
        if (!root.type().equals("application")) return false;
        return isOne(root.subtype(), "pkcs7-mime", "x-pkcs7-mime")
                || root.subtype().equals("octet-stream")
                        && BodyParts.fileName(root).toLowerCase(Locale.ROOT).endsWith(".p7m");
    }

    /** Signed with OpenPGP is no S/MIME: a phone that tries to verify it as that shows an error. */
    private static boolean isClearSigned(MimePart root) {
        String protocol = root.parameters().getOrDefault("protocol", "").toLowerCase(Locale.ROOT);
        return root.is("multipart", "signed")
                && isOne(protocol, "application/pkcs7-signature", "application/x-pkcs7-signature");
    }

    /** The part of a report that says which one it is. */
    static Optional<MimePart> reportPart(MimePart root) {
        if (!root.is("multipart", "report")) return Optional.empty();
        return root.children().stream()
                .filter(part -> part.type().equals("message"))
                .filter(part -> isOne(part.subtype(), "delivery-status", "disposition-notification"))
                .findFirst();
    }

    /** @param report what was fetched of {@link #reportPart}, decoded; empty if nothing was */
    static String of(MimePart root, String report) {
        if (isClearSigned(root)) return NOTE + ".SMIME.MultipartSigned";
        if (isOpaque(root)) return NOTE + ".SMIME";
        return reportPart(root)
                .map(part -> "REPORT.IPM.NOTE." + suffix(part, report))
                .orElse(NOTE);
    }

    private static String suffix(MimePart part, String report) {
        String text = report.toLowerCase(Locale.ROOT);
        if (part.subtype().equals("disposition-notification"))
            return value(text, "disposition:").contains("displayed") ? "IPNRN" : "IPNNRN";
        return switch (value(text, "action:").strip()) {
            case "delayed" -> "DELAYED";
            case "delivered", "relayed", "expanded" -> "DR";
            default -> "NDR";
        };
    }

    private static String value(String text, String field) {
        int at = text.startsWith(field) ? 0 : text.indexOf("\n" + field) + 1;
        if (at == 0 && !text.startsWith(field)) return "";
        int end = text.indexOf('\n', at);
        return text.substring(at + field.length(), end < 0 ? text.length() : end);
    }

    private static boolean isOne(String value, String one, String other) {
        return value.equals(one) || value.equals(other);
    }
}
