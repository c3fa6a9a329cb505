package org.mailspan.command;

import static org.mailspan.wbxml.ComposeMail.*;

import java.util.Optional;
import org.mailspan.backend.BackendException;
import org.mailspan.command.Outbox.Outcome;
import org.mailspan.protocol.Status;
import org.mailspan.protocol.Version;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.RightsManagement;

/**
 * Sends a message, MS-ASCMD 2.2.1.17. Success is an empty answer: Android and gaia take any body for a failure (quirk
 * G1).
 */
final class SendMail implements Command {
    /**
     * Failures, MS-ASCMD 2.2.3.177.14; the numbers are those of 2.2.2, and below 14.0 an HTTP status stands for each.
     */
    enum SendMailStatus implements Status {
        /** Not the kind of body that the version wants (MS-ASCMD_R4813). */
        InvalidContent(101, 400),
        InvalidXML(103, 400),
        InvalidMIME(107, 400),
        ServerErrorRetryLater(111, 503),
        MailboxQuotaExceeded(113, 507),
        /** Larger than the submission server takes. */
        SendQuotaExceeded(115, 413),
        MessageHasNoRecipient(119, 400),
        /** Refused for good. Not 500, over which an iPhone may load everything anew (quirk A10). */
        MailSubmissionFailed(120, 502),
        /** No AccountId was ever given out (MS-ASCMD_R724). */
        InvalidAccountId(166, 400),
        /** Who asks that a mail be protected must not have it sent without. */
        IRMFeatureDisabled(168, 400);

        private final int code;
        private final int http;

        SendMailStatus(int code, int http) {
            this.code = code;
            this.http = http;
        }

        @Override
        public int code() {
            return code;
        }
    }

    /** A template that means "no protection". */
    private static final String NO_TEMPLATE = "00000000-0000-0000-0000-000000000000";

    private final Outbox outbox;

    SendMail(Outbox outbox) {
        this.outbox = outbox;
    }

    private sealed interface Asked {
        record Malformed(SendMailStatus status) implements Asked {}

        record Mail(Outbox.Mail mail) implements Asked {}
    }

    @Override
    public Reply handle(Call call) {
        return switch (call.version().since(Version.V14_0) ? ofDocument(call) : ofMessage(call)) {
            case Asked.Malformed(SendMailStatus status) -> failure(call, status);
            case Asked.Mail(Outbox.Mail mail) -> answer(call, outbox.send(call, mail));
        };
    }

    /** Below 14.0 the body is the message, and the URL says whether to save it. */
    private static Asked ofMessage(Call call) {
        if (call.request().isPresent() || call.body().length == 0)
            return new Asked.Malformed(SendMailStatus.InvalidContent);
        boolean save = call.parameters().getOrDefault("SaveInSent", "").equalsIgnoreCase("T");
        return new Asked.Mail(new Outbox.Mail(Optional.empty(), call.body(), save));
    }

    private static Asked ofDocument(Call call) {
        if (call.request().isEmpty()) return new Asked.Malformed(SendMailStatus.InvalidContent);
        Element request = call.request().get();
        Optional<String> clientId = request.text(ClientId).map(String::strip).filter(text -> !text.isEmpty());
        Optional<Element> mime = request.first(Mime);
        if (!request.tag().equals(SendMail) || clientId.isEmpty() || mime.isEmpty())
            return new Asked.Malformed(SendMailStatus.InvalidXML);
        if (names(request.text(AccountId))) return new Asked.Malformed(SendMailStatus.InvalidAccountId);
        if (isProtected(request)) return new Asked.Malformed(SendMailStatus.IRMFeatureDisabled);
        boolean save = request.flag(SaveInSentItems).orElse(false);
        return new Asked.Mail(new Outbox.Mail(clientId, mime.get().bytes(), save));
    }

    static boolean isProtected(Element request) {
        return names(request.text(RightsManagement.TemplateID)
                .filter(id -> !id.strip().equals(NO_TEMPLATE)));
    }

    private static boolean names(Optional<String> id) {
        return id.filter(text -> !text.isBlank()).isPresent();
    }

    private static Reply answer(Call call, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Sent s -> new Reply.Empty();
            case Outcome.InvalidMime i -> failure(call, SendMailStatus.InvalidMIME);
            case Outcome.NoRecipient n -> failure(call, SendMailStatus.MessageHasNoRecipient);
            case Outcome.Failed(BackendException why) -> failure(call, status(why));
        };
    }

    private static SendMailStatus status(BackendException why) {
        return switch (why.kind()) {
            // LOGIN too: it is the submission server that refuses what the mail host took. The phone must not ask its
            // user.
            case LOGIN, UNAVAILABLE -> SendMailStatus.ServerErrorRetryLater;
            case FULL -> SendMailStatus.MailboxQuotaExceeded;
            case TOO_LARGE -> SendMailStatus.SendQuotaExceeded;
            case NOT_ALLOWED, REFUSED, ITEM_GONE, FOLDER_GONE -> SendMailStatus.MailSubmissionFailed;
        };
    }

    private static Reply failure(Call call, SendMailStatus status) {
        return call.version().since(Version.V14_0)
                ? new Reply.Document(
                        Element.of(SendMail, Element.of(org.mailspan.wbxml.ComposeMail.Status, status.code())))
                : new Reply.Refused(status.http, status.name());
    }
}
