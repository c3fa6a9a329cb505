package org.mailspan.format;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What a part is called in the references that devices hold. That is its section, until the message is written anew
 * with more or fewer attachments: then a part keeps the name that it had as a parameter of its Content-Type, which
 * BODYSTRUCTURE tells. A device that deletes the second of three files by the name it was told never hits the third.
 */
public final class PartNames {
    private static final String AT = ".0";
    private static final String PARAMETER = "x-mailspan-part";
    private static final Pattern FORM = Pattern.compile("\\d{1,9}(?:\\.\\d{1,9}){0,63}");

    private PartNames() {}

    static String of(MimePart part) {
        return given(part).orElse(part.section());
    }

    /** The name of whatever lies at a section, be it called something else. No section of IMAP ends so. */
    public static String at(String section) {
        boolean packed = Winmail.place(section).isPresent();
        return section.isEmpty() || packed ? section : section + AT;
    }

    /** The part that a name means; one that nothing is called by is a section. */
    public static Optional<MimePart> find(MimePart root, String name) {
        if (name.endsWith(AT)) {
            String section = name.substring(0, name.length() - AT.length());
            return found(root, part -> part.section().equals(section));
        }
        return found(root, part -> given(part).filter(name::equals).isPresent())
                .or(() -> found(root, part -> part.section().equals(name)));
    }

    private static Optional<MimePart> found(MimePart part, Predicate<MimePart> wanted) {
        if (!part.isMultipart() && wanted.test(part)) return Optional.of(part);
        return part.children().stream()
                .flatMap(child -> found(child, wanted).stream())
                .findFirst();
    }

    private static Optional<String> given(MimePart part) {
        return Optional.ofNullable(part.parameters().get(PARAMETER))
                .filter(name -> FORM.matcher(name).matches());
    }

    /** Whether a message was written by a bridge, with names. */
    static boolean anyGiven(MimePart part) {
        return given(part).isPresent() || part.children().stream().anyMatch(PartNames::anyGiven);
    }

    /** The same part under this name; under none for a mail that leaves. */
    static MimePart named(MimePart part, Optional<String> name) {
        Map<String, String> parameters = new HashMap<>(part.parameters());
        parameters.remove(PARAMETER);
        name.ifPresent(given -> parameters.put(PARAMETER, given));
        return new MimePart(
                part.section(),
                part.type(),
                part.subtype(),
                parameters,
                part.encoding(),
                part.octets(),
                part.disposition(),
                part.dispositionParameters(),
                part.contentId(),
                part.location(),
                part.description(),
                part.children());
    }
}
