package org.mailspan.command;

import static org.mailspan.wbxml.Search.*;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mailspan.backend.Query;
import org.mailspan.command.Search.SearchStatus;
import org.mailspan.item.BodyOptions;
import org.mailspan.item.BodyOptionsReader;
import org.mailspan.protocol.DataTypes;
import org.mailspan.protocol.ServerId;
import org.mailspan.protocol.Version;
import org.mailspan.sync.Finder.Scope;
import org.mailspan.wbxml.AirSync;
import org.mailspan.wbxml.DocumentLibrary;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Email;
import org.mailspan.wbxml.Tag;

/** The Store of a Search request, MS-ASCMD 2.2.3.178.3: elements to words. */
sealed interface SearchRequest {
    record OfMailbox(MailSearch.Asked asked, MailSearch.Page page) implements SearchRequest {}

    /** Of classes that a mail host has none of. */
    record OfNothing() implements SearchRequest {}

    record OfGal(String text, ResultRange range, boolean pictures) implements SearchRequest {}

    record Refused(SearchStatus status) implements SearchRequest {}

    static SearchRequest read(Element store, Version version, KqlDates dates) {
        Element options = store.first(Options).orElseGet(() -> Element.of(Options));
        Optional<ResultRange> range = ResultRange.parse(options.text(Range));
        Optional<Element> query = store.first(Query);
        // Two Ranges, or none that can be read: MS-ASCMD_R3722.
        boolean isOdd = options.all(Range).count() > 1 || range.isEmpty() || query.isEmpty();
        if (isOdd) return new Refused(SearchStatus.InvalidRequest);
        return switch (store.text(Name).map(String::strip).orElse("")) {
            case "Mailbox" -> mailbox(query.get(), options, range.get(), version, dates);
            case "GAL" -> new OfGal(query.get().text().strip(), range.get(), options.has(Picture));
            case "DocumentLibrary", "Document Library" -> new Refused(library(query.get()));
            default -> new Refused(SearchStatus.InvalidRequest);
        };
    }

    /** There is no document behind any link. */
    private static SearchStatus library(Element query) {
        String link = query.text(EqualTo, Value).map(String::strip).orElse("");
        if (!query.has(EqualTo, DocumentLibrary.LinkId) || link.isEmpty()) return SearchStatus.InvalidRequest;
        return link.matches("(?i)(https?://|file://|\\\\\\\\)\\S.*") ? SearchStatus.NotFound : SearchStatus.BadLink;
    }

    private static SearchRequest mailbox(
            Element query, Element options, ResultRange range, Version version, KqlDates dates) {
        Optional<BodyOptions> body = BodyOptionsReader.read(options);
        if (body.isEmpty()) return new Refused(SearchStatus.InvalidRequest);
        if (body.get().hasUnsupportedPart() && version.since(Version.V14_1))
            return new Refused(SearchStatus.BodyPartPreferenceTypeNotSupported);
        var conditions = new Conditions(version, dates);
        conditions.read(query);
        if (conditions.wrong != SearchStatus.Success) return new Refused(conditions.wrong);
        if (terms(conditions.queries) > Kql.MOST_TERMS) return new Refused(SearchStatus.TooComplex);
        if (!conditions.classes.isEmpty() && !conditions.classes.contains("Email")) return new OfNothing();
        var asked = new MailSearch.Asked(
                "", conditions.scope(options.has(DeepTraversal)), new Query.And(conditions.queries));
        return new OfMailbox(
                asked, new MailSearch.Page(range, ResultRange.RETRIEVABLE, options.has(RebuildResults), body.get()));
    }

    private static int terms(List<Query> queries) {
        return queries.stream().mapToInt(SearchRequest::terms).sum();
    }

    /** The limit is of a whole request: each FreeText alone may be as long as it allows. */
    private static int terms(Query query) {
        return switch (query) {
            case Query.And(List<Query> all) -> terms(all);
            case Query.Or(List<Query> any) -> terms(any);
            case Query.Not(Query not) -> terms(not);
            case Query.Text _, Query.Since _, Query.Before _ -> 1;
            case Query.Marked _, Query.WithAttachment _, Query.OfConversation _ -> 1;
        };
    }

    /** What a Query asks for, and the first thing that is wrong with it. */
    final class Conditions {
        private final Version version;
        private final KqlDates dates;
        private final List<Query> queries = new ArrayList<>();
        private final Set<String> classes = new HashSet<>();
        private final Set<Long> collections = new HashSet<>();
        private boolean everywhere;
        private boolean conversation;
        private boolean ofAnything;
        private SearchStatus wrong = SearchStatus.Success;

        private Conditions(Version version, KqlDates dates) {
            this.version = version;
            this.dates = dates;
        }

        /** MS-ASCMD_R772, R923, R2032, R2086, R3143, R3220: one And, and these in it or nowhere. */
        private void read(Element query) {
            query.elements().forEach(child -> {
                if (child.tag().equals(And)) child.elements().forEach(this::condition);
                else if (child.tag().equals(FreeText) || child.tag().equals(Or)) condition(child);
                else if (child.tag().equals(EqualTo)) wrong(SearchStatus.InvalidRequest);
                else wrong(SearchStatus.TooComplex);
            });
            if (query.all(And).count() > 1) wrong(SearchStatus.TooComplex);
            if (!ofAnything) wrong(SearchStatus.InvalidRequest);
        }

        private void wrong(SearchStatus status) {
            if (wrong == SearchStatus.Success) wrong = status;
        }

        private void condition(Element one) {
            ofAnything = true;
            switch (one.tag()) {
                case org.mailspan.wbxml.Search tag
                when tag == FreeText -> text(one).ifPresent(queries::add);
                case org.mailspan.wbxml.Search tag when tag == Or -> alternatives(one);
                case org.mailspan.wbxml.Search tag when tag == And -> wrong(SearchStatus.TooComplex);
                case org.mailspan.wbxml.Search tag
                when tag == GreaterThan -> moment(one).ifPresent(at -> queries.add(new Query.Since(at.plusSeconds(1))));
                case org.mailspan.wbxml.Search tag
                when tag == LessThan -> moment(one).ifPresent(at -> queries.add(new Query.Before(at)));
                case org.mailspan.wbxml.Search tag when tag == ConversationId -> conversation(one);
                case AirSync tag when tag == AirSync.Class -> ofClass(one.text().strip());
                case AirSync tag
                when tag == AirSync.CollectionId -> folder(one.text().strip());
                default -> wrong(SearchStatus.InvalidRequest);
            }
        }

        private Optional<Query> text(Element text) {
            return switch (Kql.parse(text.text(), dates)) {
                case Kql.Parsed.Understood(Query query) -> Optional.of(query);
                case Kql.Parsed.Nothing _ -> {
                    wrong(SearchStatus.InvalidRequest);
                    yield Optional.empty();
                }
                case Kql.Parsed.TooComplex _ -> {
                    wrong(SearchStatus.TooComplex);
                    yield Optional.empty();
                }
            };
        }

        private void alternatives(Element or) {
            var any = new ArrayList<Query>();
            or.elements().forEach(child -> {
                if (child.tag().equals(FreeText)) text(child).ifPresent(any::add);
                else wrong(SearchStatus.TooComplex);
            });
            if (any.isEmpty()) wrong(SearchStatus.InvalidRequest);
            queries.add(new Query.Or(any));
        }

        /** DateReceived stands before the Value (MS-ASCMD_R3141). */
        private Optional<Instant> moment(Element comparison) {
            List<Tag> tags = comparison.elements().map(Element::tag).toList();
            Optional<Instant> moment = comparison
                    .text(Value)
                    .filter(_ -> tags.equals(List.of(Email.DateReceived, Value)))
                    .flatMap(DataTypes::parseDateTime);
            if (moment.isEmpty()) wrong(SearchStatus.InvalidRequest);
            return moment;
        }

        /** More than one: MS-ASCMD_R2088. */
        private void conversation(Element id) {
            Optional<String> name = ConversationIds.name(id);
            if (conversation || name.isEmpty()) wrong(SearchStatus.InvalidRequest);
            conversation = true;
            name.ifPresent(known -> queries.add(new Query.OfConversation(known)));
        }

        private void ofClass(String name) {
            boolean known = switch (name) {
                case "Email", "Calendar", "Contacts", "Tasks" -> true;
                case "Notes", "SMS" -> version.since(Version.V14_0);
                default -> false;
            };
            if (!known) wrong(SearchStatus.InvalidRequest);
            classes.add(name);
        }

        /** Outlook means all folders by 0 (quirk I3). */
        private void folder(String id) {
            Optional<Long> collection = ServerId.collection(id);
            if (collection.isEmpty()) wrong(SearchStatus.FolderSyncRequired);
            everywhere |= collection.filter(number -> number == 0).isPresent();
            collection.ifPresent(collections::add);
        }

        private Scope scope(boolean deep) {
            if (!everywhere && !collections.isEmpty()) return new Scope.Folders(Set.copyOf(collections), deep);
            return conversation ? new Scope.WithoutException() : new Scope.Everywhere();
        }
    }
}
