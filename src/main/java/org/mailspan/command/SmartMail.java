package org.mailspan.command;

import java.util.Optional;
import org.mailspan.backend.Account;
import org.mailspan.backend.BackendException;
import org.mailspan.command.Outbox.Outcome;
import org.mailspan.command.SmartRequest.Source;
import org.mailspan.event.Event;
import org.mailspan.event.Events;
import org.mailspan.format.ForwardedMail;
import org.mailspan.format.Headers;
import org.mailspan.format.MailFlags;
import org.mailspan.format.Mailbox;
import org.mailspan.item.EmailFields;
import org.mailspan.item.MeetingRequest;
import org.mailspan.protocol.Status;
import org.mailspan.protocol.Version;
import org.mailspan.sync.Items;
import org.mailspan.sync.Session;
import org.mailspan.wbxml.ComposeMail;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Tag;

/**
 * What SmartReply and SmartForward have in common: a mail that goes out with what the server knows of another one.
 *
 * <p>Where the original is gone the mail is sent all the same, as the user wrote it, and answered as sent. Status 150 is
 * meant to have a client send it anew with SendMail, but Android loses the answer, stops its outbox, and with it this mail
 * and all behind it (quirk G1). Only a mail of which the client wrote nothing (Forwardees, 16.x) is answered with 150.
 */
final class SmartMail {
    /** Failures, MS-ASCMD 2.2.3.177.16; the numbers are those of 2.2.2. Below 14.0 an HTTP status stands for each. */
    enum SmartStatus implements Status {
        /** Not the kind of body that the version wants. */
        InvalidContent(101, 400),
        InvalidXML(103, 400),
        /** The InstanceId is no time (MS-ASCMD_R541, R578). */
        InvalidDateTime(104, 400),
        /** A LongId beside other ids. */
        InvalidCombinationOfIDs(105, 400),
        /** Not of a form in which ids are given out; an item that is gone is no failure. */
        InvalidIDs(106, 400),
        InvalidMIME(107, 400),
        ServerErrorRetryLater(111, 503),
        MailboxQuotaExceeded(113, 507),
        /** Larger than the submission server takes. */
        SendQuotaExceeded(115, 413),
        MessageHasNoRecipient(119, 400),
        /** Refused for good. Not 500, over which an iPhone may load everything anew (quirk A10). */
        MailSubmissionFailed(120, 502),
        /** One instance of a meeting that has only one. */
        NoRecurrenceInCalendar(146, 400),
        /** Nothing to forward, and the client wrote nothing either. */
        ItemNotFound(150, 404),
        /** No AccountId was ever given out (MS-ASCMD_R724). */
        InvalidAccountId(166, 400),
        /** Who asks that a mail be protected must not have it sent without. */
        IRMFeatureDisabled(168, 400),
        InvalidMimeBodyCombination(178, 400),
        InvalidSmartForwardParameters(179, 400);

        private final int code;
        private final int http;

        SmartStatus(int code, int http) {
            this.code = code;
            this.http = http;
        }

        @Override
        public int code() {
            return code;
        }
    }

    /** What is done with the original. */
    enum Verb {
        REPLY,
        FORWARD;

        private Tag tag() {
            return switch (this) {
                case REPLY -> ComposeMail.SmartReply;
                case FORWARD -> ComposeMail.SmartForward;
            };
        }
    }

    private final Items items;
    private final Outbox outbox;
    private final Events events;

    SmartMail(Items items, Outbox outbox, Events events) {
        this.items = items;
        this.outbox = outbox;
        this.events = events;
    }

    Reply send(Call call, Verb verb) {
        try {
            return switch (SmartRequest.read(call, verb.tag())) {
                case SmartRequest.Malformed(SmartStatus status) -> failure(call, verb, status);
                case SmartRequest.Mail mail -> send(call, verb, mail);
                case SmartRequest.Described described -> send(call, verb, described);
            };
        } catch (BackendException e) {
            return failure(call, verb, status(e));
        }
    }

    private Reply send(Call call, Verb verb, SmartRequest.Mail asked) throws BackendException {
        Optional<Enclosure> original = original(call, verb, asked.source(), !asked.replaceMime());
        if (original.isPresent() && isLoneInstance(asked.source(), original.get()))
            return failure(call, verb, SmartStatus.NoRecurrenceInCalendar);
        Outbox.Enclosed enclosed = original.<Outbox.Enclosed>map(o -> o).orElse(Outbox.Enclosed.NOTHING);
        // What was asked for, not what came of it: the original may go before the request is repeated.
        String about = "%s %s %s".formatted(verb, asked.source().id(), asked.replaceMime());
        return send(call, verb, asked.source(), asked.mail().with(about, enclosed));
    }

    private Reply send(Call call, Verb verb, SmartRequest.Described asked) throws BackendException {
        Optional<Enclosure> original = original(call, verb, asked.source(), true);
        if (original.isEmpty())
            return outbox.wasSent(call, asked.clientId())
                    ? new Reply.Empty()
                    : failure(call, verb, SmartStatus.ItemNotFound);
        if (isLoneInstance(asked.source(), original.get()))
            return failure(call, verb, SmartStatus.NoRecurrenceInCalendar);
        Account account = call.backend().account();
        String subject = Headers.parse(original.get().header()).text("Subject");
        byte[] mime = ForwardedMail.of(
                new Mailbox(account.displayName(), account.primaryAddress()),
                asked.forwardees(),
                subject,
                asked.text(),
                asked.html());
        // The client cannot ask for a copy, and has none itself.
        var mail = new Outbox.Mail(Optional.of(asked.clientId()), mime, true);
        return send(call, verb, asked.source(), mail.with("", original.get()));
    }

    private Reply send(Call call, Verb verb, Source source, Outbox.Mail mail) {
        return switch (outbox.send(call, mail)) {
            case Outcome.Sent _ -> {
                mark(call, verb, source, mail.mime());
                // Android and gaia take any body for a failure (quirk G1).
                yield new Reply.Empty();
            }
            case Outcome.InvalidMime _ -> failure(call, verb, SmartStatus.InvalidMIME);
            case Outcome.NoRecipient _ -> failure(call, verb, SmartStatus.MessageHasNoRecipient);
            case Outcome.Failed(BackendException why) -> failure(call, verb, status(why));
        };
    }

    private Optional<Enclosure> original(Call call, Verb verb, Source source, boolean quoted) throws BackendException {
        try {
            Optional<Items.Place> place = items.find(session(call), source.id());
            return place.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Enclosure.read(call.backend(), place.get(), source.id(), verb, quoted));
        } catch (BackendException e) {
            if (mayBeLeftOut(e, verb)) return Optional.empty();
            throw e;
        }
    }

    /** Who answers can do without the original, which the other one has; who forwards cannot, while it is there. */
    static boolean mayBeLeftOut(BackendException why, Verb verb) {
        return switch (why.kind()) {
            case ITEM_GONE, FOLDER_GONE -> true;
            case NOT_ALLOWED, REFUSED, TOO_LARGE, FULL -> verb == Verb.REPLY;
            case LOGIN, UNAVAILABLE -> false;
        };
    }

    private static boolean isLoneInstance(Source source, Enclosure original) {
        return source.ofInstance()
                && original.item()
                        .get(EmailFields.MeetingRequest)
                        .flatMap(meeting -> meeting.fields().get(MeetingRequest.InstanceType))
                        .filter(type -> type == 0)
                        .isPresent();
    }

    private static Session session(Call call) {
        return new Session(call.backend(), call.deviceId(), call.version());
    }

    /** The mail is out: that the original does not say so is no reason to have it sent again. */
    private void mark(Call call, Verb verb, Source source, byte[] mime) {
        try {
            items.mark(session(call), source.id(), lastVerb(verb, mime));
        } catch (BackendException e) {
            events.emit(new Event.HostFailed(
                    call.account(), "mark of " + verb.tag().name(), String.valueOf(e.getMessage())));
        }
    }

    private static int lastVerb(Verb verb, byte[] mime) {
        if (verb == Verb.FORWARD) return MailFlags.FORWARD;
        Headers headers = Headers.parse(mime);
        boolean toOne = headers.mailboxes("To").size() + headers.mailboxes("Cc").size() <= 1;
        return toOne ? MailFlags.REPLYTOSENDER : MailFlags.REPLYTOALL;
    }

    private static SmartStatus status(BackendException why) {
        return switch (why.kind()) {
            case LOGIN, UNAVAILABLE -> SmartStatus.ServerErrorRetryLater;
            case FULL -> SmartStatus.MailboxQuotaExceeded;
            case TOO_LARGE -> SmartStatus.SendQuotaExceeded;
            case NOT_ALLOWED, REFUSED, ITEM_GONE, FOLDER_GONE -> SmartStatus.MailSubmissionFailed;
        };
    }

    private static Reply failure(Call call, Verb verb, SmartStatus status) {
        return call.version().since(Version.V14_0)
                ? new Reply.Document(Element.of(verb.tag(), Element.of(ComposeMail.Status, status.code())))
                : new Reply.Refused(status.http, status.name());
    }
}
