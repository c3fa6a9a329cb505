package org.mailspan.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.mailspan.backend.Account;
import org.mailspan.backend.Backend;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.Spool;
import org.mailspan.event.Event;
import org.mailspan.event.Events;
import org.mailspan.format.Compose;
import org.mailspan.format.Composed;
import org.mailspan.format.Outgoing;
import org.mailspan.store.Store;
import org.mailspan.store.StoreException;
import org.mailspan.sync.Session;
import org.mailspan.sync.Turns;

/**
 * Sends what a device wants sent, once, however often the device asks.
 *
 * <p>A mail is noted as sent after the submission server took it, never before: a note that is made first would, after
 * a crash, have the phone told of a mail as sent that is lost (law 1). So a crash between that server's 250 and the
 * note, which follows when the copy is filed, is the one way in which a phone that asks again sends a mail twice.
 *
 * <p>Asking again is recognised in two ways. By the ClientId, which is the client's word that it is the same mail
 * (MS-ASCMD_R953), for a day only: a client may count its mails (MS-ASCMD_R954), and one that was set up anew counts
 * from the beginning. And for some minutes by the octets, for clients that make a new ClientId for each try (quirk G2):
 * the mail as it came, with its recipients. One that came without a Message-ID was given a new one, so it is
 * like no other: a script may well mean to send the same line twice.
 */
final class Outbox {
    private static final Duration CLIENT_IDS = Duration.ofHours(24);
    private static final Duration OCTETS = Duration.ofMinutes(15);

    /** Of a ClientId (MS-ASCMD_R952); a longer one is known by its digest. */
    private static final int LONGEST = 40;

    private final Store store;
    private final Events events;
    private final InstantSource clock;
    private final Turns<Sender> turns = new Turns<>();

    private record Sender(String account, String device) {}

    Outbox(Store store, Events events, InstantSource clock) {
        this.store = store;
        this.events = events;
        this.clock = clock;
    }

    /**
     * A mail as a client sent it.
     *
     * @param clientId empty below 14.0
     * @param about tells mails apart of which the client sent the same octets
     */
    record Mail(Optional<String> clientId, byte[] mime, boolean saveInSent, String about, Enclosed enclosed) {
        Mail(Optional<String> clientId, byte[] mime, boolean saveInSent) {
            this(clientId, mime, saveInSent, "", Enclosed.NOTHING);
        }

        Mail with(String what, Enclosed more) {
            return new Mail(clientId, mime, saveInSent, what, more);
        }
    }

    /** What the server adds to a mail after it was checked. */
    interface Enclosed {
        Enclosed NOTHING = (mail, into) -> mail;

        /** @param into where to lay a mail that does not belong into memory; closed after it was sent */
        Outgoing in(Outgoing mail, Spool into) throws IOException, BackendException;
    }

    /** What became of it. */
    sealed interface Outcome {
        /** The submission server has it, now or since an earlier request. */
        record Sent() implements Outcome {}

        record InvalidMime(String reason) implements Outcome {}

        record NoRecipient() implements Outcome {}

        record Failed(BackendException why) implements Outcome {}
    }

    /**
     * One mail of a device after the other, so that a request which repeats one that still runs (Android gives up after
     * 30 seconds, quirk A11) waits for it and finds what came of it.
     */
    Outcome send(Call call, Mail mail) {
        return send(session(call), mail);
    }

    private static Session session(Call call) {
        return new Session(call.backend(), call.deviceId(), call.version());
    }

    Outcome send(Session call, Mail mail) {
        try {
            return turns.in(new Sender(call.account(), call.device()), () -> inTurn(call, mail));
        } catch (BackendException e) {
            return new Outcome.Failed(e);
        }
    }

    private Outcome inTurn(Session call, Mail mail) throws BackendException {
        Optional<String> id = mail.clientId().map(Outbox::key);
        if (id.isPresent() && wasSent(call, id.get(), CLIENT_IDS)) return new Outcome.Sent();
        Account account = call.backend().account();
        return switch (Compose.outgoing(mail.mime(), account.addresses(), mail.saveInSent())) {
            case Composed.InvalidMime(String reason) -> new Outcome.InvalidMime(reason);
            case Composed.NoRecipient() -> new Outcome.NoRecipient();
            case Composed.Ready(Outgoing outgoing) -> submit(call, mail, outgoing, id);
        };
    }

    private Outcome submit(Session call, Mail asked, Outgoing mail, Optional<String> id) throws BackendException {
        String octets = key(mail, asked);
        if (wasSent(call, octets, OCTETS)) return new Outcome.Sent();
        if (!(call.backend() instanceof Backend.Sends sends))
            throw new BackendException(Kind.REFUSED, "this account cannot send");
        long size = send(sends, mail, asked.enclosed());
        note(call, id.map(client -> List.of(client, octets)).orElse(List.of(octets)));
        events.emit(new Event.MailSent(
                call.account(), call.device(), mail.recipients().size(), size));
        return new Outcome.Sent();
    }

    /** All of a mail is there before it goes out: a host that fails midway must not leave half of one at the other. */
    private static long send(Backend.Sends sends, Outgoing mail, Enclosed enclosed) throws BackendException {
        try (var spool = new Spool()) {
            Outgoing whole = enclosed.in(mail, spool);
            sends.send(whole);
            return whole.octets().size();
        } catch (IOException e) {
            throw new BackendException(Kind.UNAVAILABLE, "the mail could not be laid on disk: " + e.getMessage(), e);
        }
    }

    /** Whether a mail with this ClientId went out. */
    boolean wasSent(Call call, String clientId) {
        return wasSent(session(call), clientId);
    }

    boolean wasSent(Session call, String clientId) {
        return wasSent(call, key(clientId), CLIENT_IDS);
    }

    private boolean wasSent(Session call, String key, Duration within) {
        Instant since = clock.instant().minus(within);
        return store.read(rows -> rows.sent(call.account(), call.device(), key))
                .filter(since::isBefore)
                .isPresent();
    }

    /** A mail that is sent is sent, whatever the disk says: an error here would make the phone send it again. */
    private void note(Session call, List<String> keys) {
        Instant now = clock.instant();
        try {
            store.update(rows -> {
                keys.forEach(key -> rows.putSent(call.account(), call.device(), key, now));
                rows.purgeSent(now.minus(CLIENT_IDS));
            });
        } catch (StoreException e) {
            events.emit(new Event.Failed(keys.getFirst(), "the note that a mail was sent", e));
        }
    }

    private static String key(String clientId) {
        return clientId.length() <= LONGEST ? clientId : digest(List.of(clientId.getBytes(UTF_8)));
    }

    /** Longer than a ClientId, so that it is never taken for one. Without the Date that we may have given it. */
    private static String key(Outgoing mail, Mail asked) {
        byte[] recipients = String.join("\n", mail.recipients()).getBytes(UTF_8);
        byte[] id = mail.messageId().getBytes(UTF_8);
        return digest(List.of(recipients, id, asked.mime(), asked.about().getBytes(UTF_8)));
    }

    private static String digest(List<byte[]> pieces) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] piece : pieces) {
                digest.update(piece);
                digest.update((byte) 0);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
