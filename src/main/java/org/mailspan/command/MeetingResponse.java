package org.mailspan.command;

import static org.mailspan.wbxml.MeetingResponse.*;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mailspan.backend.Account;
import org.mailspan.backend.Backend;
import org.mailspan.backend.BackendException;
import org.mailspan.format.Headers;
import org.mailspan.format.ITip;
import org.mailspan.format.Invitation;
import org.mailspan.format.Mailbox;
import org.mailspan.format.Meeting;
import org.mailspan.protocol.ServerId;
import org.mailspan.protocol.Status;
import org.mailspan.protocol.Version;
import org.mailspan.store.Store;
import org.mailspan.sync.Items;
import org.mailspan.sync.Session;
import org.mailspan.sync.Turns;
import org.mailspan.wbxml.Element;

/**
 * Answers an invitation that came by mail, MS-ASCMD 2.2.1.11. The mail to the organizer goes out where SendResponse
 * asks for it; clients below 16.0 send it themselves with SendMail (MS-ASCMD_R268, R7483). Then the invitation is
 * moved into Deleted Items, as Exchange does, and the device is told so by its next Sync. The organizer's mail goes
 * first: a phone that hears of a failure asks again, and finds the invitation where it was.
 */
final class MeetingResponse implements Command {
    /** MS-ASCMD 2.2.3.177.9, and of 2.2.2 what InstanceId and too many Requests are answered with. */
    enum MeetingResponseStatus implements Status {
        Success(1),
        /** No invitation, the user's own meeting, or a Request that says nothing. Not to be asked again. */
        InvalidMeetingRequest(2),
        /** The mail host; to be asked again. */
        MailboxError(3),
        /** The submission server; likewise. */
        ServerError(4),
        InvalidXML(103),
        InvalidDateTime(104),
        NoRecurrenceInCalendar(146);

        private final int code;

        MeetingResponseStatus(int code) {
            this.code = code;
        }

        @Override
        public int code() {
            return code;
        }
    }

    /** MS-ASCMD_R5649. */
    private static final int MOST_REQUESTS = 100;

    /** An invitation with its attachments may be long; its calendar part comes first. */
    private static final long MOST_OCTETS = 4 << 20;

    /** How long a repeated request is known as one. */
    private static final Duration REMEMBERED = Duration.ofHours(24);

    /** How long the same answer to an invitation that is still there is taken for a repeated one. */
    private static final Duration REPEATED = Duration.ofMinutes(15);

    private final Items items;
    private final Outbox outbox;
    private final Calendars calendars;
    private final Store store;
    private final InstantSource clock;
    private final Turns<String> turns = new Turns<>();

    MeetingResponse(Items items, Outbox outbox, Calendars calendars, Store store, InstantSource clock) {
        this.items = items;
        this.outbox = outbox;
        this.calendars = calendars;
        this.store = store;
        this.clock = clock;
    }

    /** What an answer came to. */
    private record Result(MeetingResponseStatus status, Optional<ServerId> event) {
        Result(MeetingResponseStatus status) {
            this(status, Optional.empty());
        }
    }

    @Override
    public Reply handle(Call call) throws BackendException {
        List<Element> requests = call.request()
                .filter(root -> root.tag().equals(MeetingResponse))
                .map(root -> root.all(Request).toList())
                .orElse(List.of());
        if (requests.isEmpty() || requests.size() > MOST_REQUESTS)
            return call.version().since(Version.V14_0)
                    ? new Reply.Document(Element.of(
                            MeetingResponse, result(Optional.empty(), new Result(MeetingResponseStatus.InvalidXML))))
                    : new Reply.Refused(400, "no Request, or too many");
        var asked = requests.stream().map(MeetingResponseRequest::read).toList();
        var results = new ArrayList<Element>();
        for (int i = 0; i < requests.size(); i++) {
            Result result = result(call, asked.get(i));
            results.add(result(requests.get(i).text(RequestId), result));
        }
        return new Reply.Document(Element.of(MeetingResponse, results));
    }

    private static Element result(Optional<String> requestId, Result result) {
        return Element.of(
                org.mailspan.wbxml.MeetingResponse.Result,
                requestId.map(id -> Element.of(RequestId, Echoed.id(id))),
                Element.of(org.mailspan.wbxml.MeetingResponse.Status, result.status.code()),
                result.event.map(id -> Element.of(CalendarId, id.toString())));
    }

    private Result result(Call call, MeetingResponseRequest asked) throws BackendException {
        return switch (asked) {
            case MeetingResponseRequest.Malformed m -> new Result(MeetingResponseStatus.InvalidMeetingRequest);
            case MeetingResponseRequest.BadInstance b ->
                new Result(
                        instancesAreKnown(call)
                                ? MeetingResponseStatus.InvalidDateTime
                                : MeetingResponseStatus.InvalidMeetingRequest);
            // One after the other: a request that is repeated while it runs must find what came of it (quirk A11).
            case MeetingResponseRequest.Answer answer -> turns.in(call.account(), () -> answered(call, answer));
        };
    }

    /** InstanceId came with 14.1 (MS-ASCMD_R6712). */
    private static boolean instancesAreKnown(Call call) {
        return call.version().since(Version.V14_1);
    }

    private Result answered(Call call, MeetingResponseRequest.Answer answer) {
        var session = new Session(call.backend(), call.deviceId(), call.version());
        if (answer.id().isEmpty()) return new Result(MeetingResponseStatus.InvalidMeetingRequest);
        try {
            Optional<Items.Place> place = items.find(session, answer.id().get());
            if (place.isEmpty()) return gone(call, answer);
            byte[] message = message(call.backend(), place.get());
            Optional<Meeting> meeting =
                    Invitation.of(message, ZoneId.systemDefault()).filter(m -> isForMe(call, m));
            if (meeting.isEmpty()) return new Result(MeetingResponseStatus.InvalidMeetingRequest);
            if (answer.ofInstance()) return new Result(ofInstance(call, meeting.get()));
            if (!isRepeated(call, answer)) {
                MeetingResponseStatus sent = send(call, answer, meeting.get(), message);
                if (sent != MeetingResponseStatus.Success) return new Result(sent);
                note(call, answer);
            }
            Optional<ServerId> event = calendars.answered(session, meeting.get(), answer.partStat());
            discard(session, answer.id().get());
            return new Result(MeetingResponseStatus.Success, event);
        } catch (BackendException e) {
            return new Result(failed(e));
        } catch (IOException _) {
            return new Result(MeetingResponseStatus.MailboxError);
        }
    }

    private static MeetingResponseStatus failed(BackendException why) {
        return switch (why.kind()) {
            case ITEM_GONE, FOLDER_GONE -> MeetingResponseStatus.InvalidMeetingRequest;
            case LOGIN, UNAVAILABLE, NOT_ALLOWED, FULL, TOO_LARGE, REFUSED -> MeetingResponseStatus.MailboxError;
        };
    }

    /** Whoever organizes a meeting is not asked (MS-ASCMD_R4184). */
    private static boolean isForMe(Call call, Meeting meeting) {
        Account account = call.backend().account();
        return meeting.method() == Meeting.Method.REQUEST && !isOneOf(account, meeting.organizer());
    }

    private static boolean isOneOf(Account account, Mailbox mailbox) {
        return account.addresses().stream().anyMatch(address -> address.equalsIgnoreCase(mailbox.address()));
    }

    /** One instance is answered in the calendar, not in a mail (MS-ASCMD_R4185). */
    private static MeetingResponseStatus ofInstance(Call call, Meeting meeting) {
        boolean recurs = meeting.isSeries() || meeting.instance().isPresent();
        return instancesAreKnown(call) && !recurs
                ? MeetingResponseStatus.NoRecurrenceInCalendar
                : MeetingResponseStatus.InvalidMeetingRequest;
    }

    private static byte[] message(Backend backend, Items.Place place) throws BackendException, IOException {
        if (!(backend instanceof Backend.Parts parts))
            throw new BackendException(BackendException.Kind.NOT_ALLOWED, "the host gives no whole messages");
        var out = new ByteArrayOutputStream();
        parts.part(place.folder(), place.entry(), "").source().writeTo(out, 0, MOST_OCTETS);
        return out.toByteArray();
    }

    private MeetingResponseStatus send(
            Call call, MeetingResponseRequest.Answer answer, Meeting meeting, byte[] message) {
        if (answer.reply().isEmpty()) return MeetingResponseStatus.Success;
        var reply = answer.reply().get();
        if (reply.proposed().isPresent() && meeting.disallowsCounter())
            return MeetingResponseStatus.InvalidMeetingRequest;
        var said = new ITip.Answer(
                answer.partStat(),
                me(call.backend().account(), meeting),
                reply.text(),
                reply.html(),
                reply.proposed(),
                Headers.parse(message).ids("Message-ID").stream().findFirst());
        return ITip.mail(meeting, said, clock.instant())
                .map(mime -> status(outbox.send(call, new Outbox.Mail(Optional.empty(), mime, true))))
                .orElse(MeetingResponseStatus.InvalidMeetingRequest);
    }

    /** As the organizer invited the user, so that the answer is recognised; else by the primary address. */
    private static Mailbox me(Account account, Meeting meeting) {
        return meeting.attendees().stream()
                .map(Meeting.Attendee::mailbox)
                .filter(mailbox -> isOneOf(account, mailbox))
                .findFirst()
                .orElseGet(() -> new Mailbox(account.displayName(), account.primaryAddress()));
    }

    private static MeetingResponseStatus status(Outbox.Outcome outcome) {
        return switch (outcome) {
            case Outbox.Outcome.Sent s -> MeetingResponseStatus.Success;
            case Outbox.Outcome.InvalidMime i -> MeetingResponseStatus.InvalidMeetingRequest;
            case Outbox.Outcome.NoRecipient n -> MeetingResponseStatus.InvalidMeetingRequest;
            case Outbox.Outcome.Failed f -> MeetingResponseStatus.ServerError;
        };
    }

    /** The answer is given: an invitation that stays where it was is no reason to have it given twice. */
    private void discard(Session session, ServerId id) {
        try {
            items.discard(session, id);
        } catch (BackendException _) {
            // The user can delete it too.
        }
    }

    /** An invitation that its answer moved away, and the phone did not hear of that: the same answer again. */
    private Result gone(Call call, MeetingResponseRequest.Answer answer) {
        Instant since = clock.instant().minus(REMEMBERED);
        boolean repeated = store.read(rows -> rows.sent(call.account(), call.deviceId(), key(answer)))
                .filter(since::isBefore)
                .isPresent();
        return new Result(repeated ? MeetingResponseStatus.Success : MeetingResponseStatus.InvalidMeetingRequest);
    }

    /**
     * Given some minutes ago, and no other one since: the device did not hear of it. Where an invitation stays (one
     * that is answered in Deleted Items, a host that does not move it) its being there does not say that nobody answered it.
     */
    private boolean isRepeated(Call call, MeetingResponseRequest.Answer answer) {
        Instant since = clock.instant().minus(REPEATED);
        return store.read(rows -> {
            Optional<Instant> last = rows.sent(call.account(), call.deviceId(), key(answer.id()));
            return last.filter(since::isBefore).isPresent()
                    && last.equals(rows.sent(call.account(), call.deviceId(), key(answer)));
        });
    }

    private void note(Call call, MeetingResponseRequest.Answer answer) {
        Instant now = clock.instant();
        store.update(rows -> {
            rows.putSent(call.account(), call.deviceId(), key(answer), now);
            rows.putSent(call.account(), call.deviceId(), key(answer.id()), now);
        });
    }

    /** Longer than a ClientId can be as SendMail keeps it, so that it is never taken for one. */
    private static String key(Optional<ServerId> invitation) {
        return "the answer to an invitation that was given: %s".formatted(invitation.orElseThrow());
    }

    private static String key(MeetingResponseRequest.Answer answer) {
        String said = answer.reply()
                .map(reply -> reply.text()
                        + reply.html()
                        + reply.proposed()
                                .map(times -> times.start() + "/" + times.end())
                                .orElse(""))
                .orElse("");
        return "%s %s %08x".formatted(key(answer.id()), answer.partStat(), said.hashCode());
    }
}
