package org.mailspan.format;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A name and an address as a header has them, decoded. Either may be empty; what is no address at all is kept as the
 * name.
 */
public record Mailbox(String name, String address) {
    /** The mailboxes of an element such as To, as {@link #quoted} writes them. */
    public static List<Mailbox> list(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ");
        return Headers.parse(("To: " + line).getBytes(StandardCharsets.UTF_8)).mailboxes("To");
    }

    /**
     * Whether it is one address and nothing besides. What ends an address in a header or begins a further one (RFC 5322
     * 3.4) is in none of those that people have: who sends an invitation must not choose to whom else the answer goes.
     */
    public boolean isAddress() {
        int at = address.lastIndexOf('@');
        return at > 0
                && at < address.length() - 1
                && address.chars().noneMatch(c -> c <= ' ' || c == 0x7F || "<>()\"\\,;:".indexOf(c) >= 0);
    }

    /** What a person reads. */
    public String display() {
        return name.isEmpty() ? address : name;
    }

    /**
     * {@code "Name" <address>}, for an element. Always with angle brackets and a name: HTC showed "error" for a bare or
     * empty one (quirk F12), so the address serves as the name, and a word that is no address as the address.
     */
    public String quoted() {
        String target = address.isEmpty() && name.indexOf(' ') < 0 ? name : address;
        String label = display();
        var out = new StringBuilder(label.length() + target.length() + 6).append('"');
        if (label.indexOf('"') < 0 && label.indexOf('\\') < 0) out.append(label);
        else
            for (int i = 0; i < label.length(); i++) {
                char c = label.charAt(i);
                if (c == '"' || c == '\\') out.append('\\');
                out.append(c);
            }
        return out.append("\" <").append(target).append('>').toString();
    }
}
