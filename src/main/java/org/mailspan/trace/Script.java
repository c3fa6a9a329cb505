package org.mailspan.trace;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.mailspan.backend.Content;
import org.mailspan.command.Reply;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Xml;

/** Writes requests and answers as dialogues have them. */
final class Script {
    /** What needs no quotes. */
    private static final Pattern BARE = Pattern.compile("[A-Za-z0-9._@/:;,+*-]+");

    private final Names.Exchange names;

    Script(Names.Exchange names) {
        this.names = names;
    }

    String request(Asked asked, Asked.Body body) {
        var out = new StringBuilder("> POST ").append(asked.command());
        option(out, "device", asked.device());
        option(out, "version", asked.version().text());
        asked.policyKey().ifPresent(key -> option(out, "policy", named("PolicyKey", Long.toString(key))));
        if (asked.multipart()) option(out, "multipart", "T");
        asked.parameters().forEach((name, value) -> option(out, name, named(name, value)));
        out.append('\n');
        switch (body) {
            case Asked.Body.Unread() -> {}
            case Asked.Body.Document(Element root) -> {
                var shown = Shown.request(root, names);
                out.insert(0, remarks(shown.remarks())).append(Xml.logged(shown.root()));
            }
            case Asked.Body.Mail(byte[] octets) -> {
                mail(out, octets);
            }
        }
        return out.toString();
    }

    private String named(String parameter, String value) {
        return names.asked(parameter, value).orElseGet(() -> Shown.literal(value));
    }

    private static void option(StringBuilder out, String name, String value) {
        out.append(' ').append(name).append('=');
        if (BARE.matcher(value).matches()) out.append(value);
        else out.append('"').append(word(value).replace("\"", "\\\"")).append('"');
    }

    /** As it stands on one line. */
    static String word(String text) {
        var out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> out.append("\\\\");
                case '\r' -> out.append("\\r");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                default -> out.append(isPlain(c) ? c : '\uFFFD');
            }
        }
        return out.toString();
    }

    /** Neither moves the cursor nor turns what follows around. */
    private static boolean isPlain(char c) {
        return !Character.isISOControl(c)
                && Character.getType(c) != Character.FORMAT
                && Character.getType(c) != Character.LINE_SEPARATOR
                && Character.getType(c) != Character.PARAGRAPH_SEPARATOR;
    }

    private static String remarks(List<String> remarks) {
        var out = new StringBuilder();
        for (String one : remarks) out.append(remark(one));
        return out.toString();
    }

    /** In lines behind bars, which are joined by CRLF again. */
    private static void mail(StringBuilder out, byte[] octets) {
        byte[] beginning = octets.length <= Shown.MOST ? octets : Arrays.copyOf(octets, Shown.MOST);
        Optional<String> sound = utf8(beginning);
        String text = sound.orElseGet(() -> new String(beginning, StandardCharsets.ISO_8859_1));
        var lines = new StringBuilder();
        for (String line : text.split("\r\n", -1))
            lines.append("| ").append(plain(line)).append('\n');
        if (octets.length > Shown.MOST)
            out.insert(0, "# cut: there was more of it, " + octets.length + " octets in all\n");
        boolean same = sound.isPresent()
                && text.chars().allMatch(c -> c == '\r' || c == '\n' || c == '\t' || isPlain((char) c));
        if (!same || text.replace("\r\n", "").indexOf('\n') >= 0)
            out.insert(0, "# not as it came: a dialogue has UTF-8 in lines that end in CRLF\n");
        out.append(lines);
    }

    private static Optional<String> utf8(byte[] octets) {
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets));
            return Optional.of(text.toString());
        } catch (CharacterCodingException notUtf8) {
            return Optional.empty();
        }
    }

    private static String plain(String line) {
        var out = new StringBuilder(line.length());
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            out.append(c == '\t' || isPlain(c) ? c : '\uFFFD');
        }
        return out.toString();
    }

    static String remark(String text) {
        return text.isEmpty() ? "" : "# " + word(text) + "\n";
    }

    static String status(int status) {
        return "< " + status + "\n";
    }

    String answer(int status, Reply reply) {
        var out = new StringBuilder(status(status));
        switch (reply) {
            case Reply.Document(Element root) -> document(out, root);
            case Reply.Spooled(Element root, var _) -> document(out, root);
            case Reply.Multipart(Element root, List<Content> parts) -> {
                document(out, root);
                for (Content _ : parts)
                    out.append("part\n| ").append(Shown.REST).append('\n');
            }
            case Reply.Raw(Content _) -> out.append("| ").append(Shown.REST).append('\n');
            case Reply.Empty() -> {}
            case Reply.Refused(int _, String reason) -> out.insert(0, remark(reason));
        }
        return out.toString();
    }

    private void document(StringBuilder out, Element root) {
        out.append(Xml.logged(Shown.answer(root, names).root()));
    }
}
