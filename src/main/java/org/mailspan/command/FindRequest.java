package org.mailspan.command;

import static org.mailspan.wbxml.Find.*;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mailspan.backend.Query;
import org.mailspan.item.BodyOptions;
import org.mailspan.item.BodyPreference;
import org.mailspan.item.BodyType;
import org.mailspan.protocol.ServerId;
import org.mailspan.sync.Finder.Scope;
import org.mailspan.wbxml.AirSync;
import org.mailspan.wbxml.Element;

/** What a Find asks for, MS-ASCMD 2.2.3.66: elements to words. */
sealed interface FindRequest {
    record OfMailbox(MailSearch.Asked asked, MailSearch.Page page) implements FindRequest {}

    /** Of a class that a mail host has none of. */
    record OfNothing() implements FindRequest {}

    record OfGal(String text, ResultRange range, boolean pictures) implements FindRequest {}

    record Invalid() implements FindRequest {}

    record NoSuchFolder() implements FindRequest {}

    int LONGEST_ID = 256;

    /** MS-ASCMD_R37071812. */
    int RETRIEVABLE = 1000;

    /** Of a body only what a list shows. */
    BodyOptions PREVIEW = new BodyOptions(
            List.of(new BodyPreference(BodyType.PlainText, 0, false, 255)),
            BodyOptions.MimeSupport.Never,
            BodyPreference.WHOLE);

    static FindRequest read(Element find, KqlDates dates) {
        Optional<Element> mailbox = find.first(ExecuteSearch, MailBoxSearchCriterion);
        Optional<Element> gal = find.first(ExecuteSearch, GalSearchCriterion);
        if (mailbox.isPresent() == gal.isPresent()) return new Invalid();
        Element criterion = mailbox.or(() -> gal).get();
        Element options = criterion.first(Options).orElseGet(() -> Element.of(Options));
        Optional<Element> query = criterion.first(Query);
        Optional<ResultRange> range = ResultRange.parse(options.text(Range));
        if (query.isEmpty() || range.isEmpty()) return new Invalid();
        if (gal.isPresent()) return new OfGal(person(query.get()), range.get(), options.has(Picture));
        String name = find.text(SearchId).map(String::strip).orElse("");
        if (name.length() > LONGEST_ID) return new Invalid();
        return mailbox(name, query.get(), range.get(), options.has(DeepTraversal), dates);
    }

    private static String person(Element query) {
        return query.text(FreeText).orElseGet(query::text).strip();
    }

    private static FindRequest mailbox(String name, Element query, ResultRange range, boolean deep, KqlDates dates) {
        Optional<String> ofClass = query.text(AirSync.Class).map(String::strip);
        Kql.Parsed text = Kql.parse(query.text(FreeText).orElse(""), dates);
        if (!(text instanceof Kql.Parsed.Understood(Query wanted))) return new Invalid();
        Optional<Scope> scope = scope(query.text(AirSync.CollectionId).map(String::strip), deep);
        if (scope.isEmpty()) return new NoSuchFolder();
        if (ofClass.filter(one -> !one.equals("Email")).isPresent()) return new OfNothing();
        var page = new MailSearch.Page(range, RETRIEVABLE, range.first() == 0, PREVIEW);
        return new OfMailbox(new MailSearch.Asked(name, scope.get(), wanted), page);
    }

    /** Without a folder everywhere (MS-ASCMD_R6399100713), and so for 0 (quirk I3). */
    private static Optional<Scope> scope(Optional<String> collection, boolean deep) {
        if (collection.isEmpty() || collection.get().equals("0")) return Optional.of(new Scope.Everywhere());
        return ServerId.collection(collection.get()).map(id -> new Scope.Folders(Set.of(id), deep));
    }
}
