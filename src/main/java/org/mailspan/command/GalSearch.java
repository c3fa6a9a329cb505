package org.mailspan.command;

import java.util.List;
import java.util.Optional;
import org.mailspan.backend.AddressBook;
import org.mailspan.backend.AddressBook.Person;
import org.mailspan.backend.BackendException;
import org.mailspan.protocol.Version;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.GAL;
import org.mailspan.wbxml.Tag;

/** What Search and Find have in common: people of the address book, as elements of the page GAL. */
final class GalSearch {
    /** MS-ASCMD_R4373: no source has pictures. */
    private static final int NO_PICTURE = 173;

    private final AddressBook book;

    GalSearch(AddressBook book) {
        this.book = book;
    }

    /** Of how many, those of the range. */
    record Found(List<Person> people, int total) {}

    /**
     * What a text finds, by display name (MS-ASCMD_R426). An empty one, as phones send while a name is typed, finds
     * nobody.
     */
    Found find(Call call, String text, ResultRange range) throws BackendException {
        List<Person> all = book.people(call.backend()).stream()
                .filter(person -> person.matches(text))
                .toList();
        int from = Math.min(range.first(), all.size());
        return new Found(all.subList(from, Math.min(range.last() + 1, all.size())), all.size());
    }

    /** Pictures came with 14.1 (MS-ASCMD_R7273); iOS asks for them in any version (quirk I5). */
    static Element properties(Tag properties, Person person, boolean pictures, Version version) {
        boolean pictured = pictures && version.since(Version.V14_1);
        return Element.of(
                properties,
                text(GAL.DisplayName, person.displayName()),
                text(GAL.Alias, person.alias()),
                text(GAL.FirstName, person.firstName()),
                text(GAL.LastName, person.lastName()),
                text(GAL.EmailAddress, person.address()),
                pictured ? Element.of(GAL.Picture, Element.of(GAL.Status, NO_PICTURE)) : null);
    }

    private static Optional<Element> text(Tag tag, String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(Element.of(tag, text));
    }
}
