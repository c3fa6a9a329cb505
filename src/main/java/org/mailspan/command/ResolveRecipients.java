package org.mailspan.command;

import static org.mailspan.wbxml.ResolveRecipients.*;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.mailspan.backend.AddressBook;
import org.mailspan.backend.AddressBook.Person;
import org.mailspan.backend.BackendException;
import org.mailspan.protocol.DataTypes;
import org.mailspan.protocol.Status;
import org.mailspan.protocol.Version;
import org.mailspan.wbxml.Element;

/** Finds whom a name or an address of a draft means, MS-ASCMD 2.2.1.15. */
final class ResolveRecipients implements Command {
    /** MS-ASCMD 2.2.3.177.12, as a child of ResolveRecipients. */
    enum ResolveRecipientsStatus implements Status {
        Success(1),
        ProtocolError(5),
        ServerError(6);

        private final int code;

        ResolveRecipientsStatus(int code) {
            this.code = code;
        }

        @Override
        public int code() {
            return code;
        }
    }

    /** Of one To: as a child of Response. */
    enum ResponseStatus implements Status {
        Resolved(1),
        Ambiguous(2),
        /** More are known than are named. */
        AmbiguousInPart(3),
        Unresolved(4);

        private final int code;

        ResponseStatus(int code) {
            this.code = code;
        }

        @Override
        public int code() {
            return code;
        }
    }

    /** What is said of a recipient: as a child of Availability, Certificates, and Picture. */
    enum RecipientStatus implements Status {
        NoValidCertificate(7),
        TooManyRecipients(160),
        /** Nobody's calendar can be read from here: not to be asked again, as 162 would have it (MS-ASCMD_R4299). */
        AvailabilityNotRetrieved(163),
        NoPicture(173);

        private final int code;

        RecipientStatus(int code) {
            this.code = code;
        }

        @Override
        public int code() {
            return code;
        }
    }

    /** Type: an entry of the Global Address List, MS-ASCMD_R4686. */
    private static final int GAL = 1;

    /** MS-ASCMD_R5655, R5656. */
    private static final int MOST_TO = 100;

    /** MS-ASCMD_R4611. */
    private static final int LONGEST_TO = 256;

    /** MS-ASCMD_R4622: this many are too many. */
    private static final int TOO_MANY_FOR_AVAILABILITY = 100;

    /** Of MaxAmbiguousRecipients and MaxCertificates, MS-ASCMD_R3248, R3253. */
    private static final int LARGEST_LIMIT = 9999;

    /** Suggestions where the client does not say how many, or would have the whole book. */
    private static final int MOST_SUGGESTIONS = 100;

    /** MS-ASCMD_R2265. */
    private static final Duration DEFAULT_SPAN = Duration.ofDays(7);

    private static final Duration SHORTEST_SPAN = Duration.ofMinutes(30);

    /** MS-ASCMD_R5175. */
    private static final Duration LONGEST_SPAN = Duration.ofDays(42);

    private final AddressBook book;

    ResolveRecipients(AddressBook book) {
        this.book = book;
    }

    /** The limits of pictures and certificates limit nothing, for there are none. */
    private record Request(
            List<String> to, int suggestions, boolean certificates, boolean availability, boolean pictures) {}

    @Override
    public Reply handle(Call call) throws BackendException {
        Optional<Request> request = call.request()
                .filter(root -> root.tag().equals(ResolveRecipients))
                .flatMap(root -> read(root, call.version()));
        if (request.isEmpty()) return new Reply.Document(answer(ResolveRecipientsStatus.ProtocolError, List.of()));
        Request asked = request.get();
        List<Person> people;
        try {
            people = book.people(call.backend());
        } catch (BackendException why) {
            return new Reply.Document(answer(status(why), List.of()));
        }
        return new Reply.Document(answer(
                ResolveRecipientsStatus.Success,
                asked.to.stream()
                        .map(to -> response(asked, to, found(people, to)))
                        .toList()));
    }

    /** Status 6 has a client ask again at once, so a host that is away is answered "later", by HTTP. */
    private static ResolveRecipientsStatus status(BackendException why) throws BackendException {
        return switch (why.kind()) {
            case LOGIN, UNAVAILABLE -> throw why;
            case ITEM_GONE, FOLDER_GONE, NOT_ALLOWED, FULL, TOO_LARGE, REFUSED -> ResolveRecipientsStatus.ServerError;
        };
    }

    private static Optional<Request> read(Element root, Version version) {
        List<String> to = root.all(To).map(Element::text).toList();
        Optional<Integer> suggestions = limit(root.text(Options, MaxAmbiguousRecipients));
        Optional<Integer> certificates = limit(root.text(Options, MaxCertificates));
        String retrieval = root.text(Options, CertificateRetrieval).orElse("1").strip();
        Optional<Element> span = root.first(Options, Availability).filter(_ -> version.since(Version.V14_0));
        boolean valid = !to.isEmpty()
                && to.size() <= MOST_TO
                && to.stream().allMatch(one -> one.length() <= LONGEST_TO)
                && suggestions.isPresent()
                && certificates.isPresent()
                && List.of("1", "2", "3").contains(retrieval)
                && span.map(one -> isSpan(one)).orElse(true);
        if (!valid) return Optional.empty();
        return Optional.of(new Request(
                to,
                Math.min(suggestions.orElseThrow(), MOST_SUGGESTIONS),
                !retrieval.equals("1"),
                span.isPresent(),
                root.has(Options, Picture) && version.since(Version.V14_1)));
    }

    private static Optional<Integer> limit(Optional<String> text) {
        if (text.isEmpty()) return Optional.of(LARGEST_LIMIT);
        return text.map(String::strip)
                .filter(number -> number.matches("[0-9]{1,9}"))
                .map(Integer::valueOf)
                .filter(number -> number <= LARGEST_LIMIT);
    }

    /** MS-ASCMD_R2264, R2266, R3986. */
    private static boolean isSpan(Element availability) {
        Optional<Instant> start = availability.text(StartTime).flatMap(DataTypes::parseDateTime);
        Optional<Instant> end = availability.has(EndTime)
                ? availability.text(EndTime).flatMap(DataTypes::parseDateTime)
                : start.map(from -> from.plus(DEFAULT_SPAN));
        if (start.isEmpty() || end.isEmpty()) return false;
        Duration span = Duration.between(start.get(), end.get());
        return span.compareTo(SHORTEST_SPAN) >= 0 && span.compareTo(LONGEST_SPAN) <= 0;
    }

    /** A whole address is its owner's alone, also where another's begins with it. */
    private static List<Person> found(List<Person> people, String to) {
        List<Person> owner = people.stream()
                .filter(person -> person.address().equalsIgnoreCase(to.strip()))
                .toList();
        return owner.isEmpty()
                ? people.stream().filter(person -> person.matches(to)).toList()
                : owner;
    }

    private static Element response(Request asked, String to, List<Person> found) {
        ResponseStatus status = switch (found.size()) {
            case 0 -> ResponseStatus.Unresolved;
            case 1 -> ResponseStatus.Resolved;
            default -> found.size() > asked.suggestions ? ResponseStatus.AmbiguousInPart : ResponseStatus.Ambiguous;
        };
        boolean resolved = status == ResponseStatus.Resolved;
        return Element.of(
                Response,
                Element.of(To, to),
                status(status),
                Element.of(RecipientCount, found.size()),
                found.stream()
                        .limit(resolved ? 1 : asked.suggestions)
                        .map(person -> recipient(asked, person, resolved)));
    }

    /** Suggestions have no certificates and no availability (MS-ASCMD_R4279, R4618). */
    private static Element recipient(Request asked, Person person, boolean resolved) {
        RecipientStatus availability = asked.to.size() >= TOO_MANY_FOR_AVAILABILITY
                ? RecipientStatus.TooManyRecipients
                : RecipientStatus.AvailabilityNotRetrieved;
        return Element.of(
                Recipient,
                Element.of(Type, GAL),
                Element.of(DisplayName, person.displayName()),
                Element.of(EmailAddress, person.address()),
                resolved && asked.availability ? Element.of(Availability, status(availability)) : null,
                resolved && asked.certificates
                        ? Element.of(
                                Certificates,
                                status(RecipientStatus.NoValidCertificate),
                                Element.of(CertificateCount, 0),
                                Element.of(RecipientCount, 1))
                        : null,
                asked.pictures ? Element.of(Picture, status(RecipientStatus.NoPicture)) : null);
    }

    private static Element answer(ResolveRecipientsStatus status, List<Element> responses) {
        return Element.of(ResolveRecipients, status(status), responses);
    }

    private static Element status(Status status) {
        return Element.of(org.mailspan.wbxml.ResolveRecipients.Status, status.code());
    }
}
