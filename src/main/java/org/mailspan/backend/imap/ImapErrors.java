package org.mailspan.backend.imap;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.eclipse.angus.mail.iap.Response;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;

/** What a NO, a BAD, a BYE or a broken connection means to us: the one place that reads response codes (RFC 5530). */
final class ImapErrors {
    /** What hosts say when a limit, not the password, is the reason; they seldom add a code. Seen up to 2026-11. */
    private static final List<String> TRY_LATER = List.of(
            "too many",
            "try again",
            "temporar",
            "later",
            "limit",
            "exceeded",
            "throttl",
            "in use",
            "unavailable",
            "internal error",
            "internal server",
            "timeout",
            "timed out",
            "not connected");

    /** What LIMIT means beside a limit of the mailbox: Yahoo says "[LIMIT] UID FETCH Rate limit hit" (2026-11). */
    private static final List<String> TOO_FAST = List.of("rate", "too many requests", "throttl", "try again", "later");

    /** Commands that run into no limit but one of the pace: they leave nothing behind. */
    private static final List<String> READING = List.of(
            "SELECT", "STATUS", "NOOP", "LIST", "FETCH", "UID FETCH", "SEARCH", "UID SEARCH", "SORT", "UID SORT");

    /** Codes of a refusal that is about the moment and not about what was asked for. */
    private static final Set<String> MOMENTARY = Set.of("INUSE", "LIMIT", "UNAVAILABLE");

    private static final List<String> NO_SUCH_FOLDER = List.of(
            "doesn't exist",
            "does not exist",
            "not exist",
            "nonexistent",
            "non-existent",
            "no such mailbox",
            "no such folder",
            "mailbox not found",
            "folder not found",
            "unknown mailbox",
            "unknown folder",
            "can't open",
            "invalid mailbox");

    private ImapErrors() {}

    /** @param otherwise the kind of a NO that carries no code and no telling words */
    static BackendException refused(ImapRow row, String operation, Kind otherwise) {
        Kind kind = isTooFast(row, operation)
                ? Kind.UNAVAILABLE
                : byCode(row.code()).orElseGet(() -> byWords(row, otherwise));
        String message = operation + ": the host answers " + words(row);
        return MOMENTARY.contains(name(row.code()))
                ? new BackendException(kind, message, new NotNow())
                : new BackendException(kind, message);
    }

    private static boolean isTooFast(ImapRow row, String operation) {
        if (!name(row.code()).equals("LIMIT")) return false;
        String words = row.words().toLowerCase(Locale.ROOT);
        return READING.stream().anyMatch(operation::startsWith)
                || TOO_FAST.stream().anyMatch(words::contains);
    }

    /** Whether the host says that it cannot now, rather than that it cannot do this. */
    static boolean isMomentary(BackendException refused) {
        return refused.getCause() instanceof NotNow;
    }

    /** Marks what {@link #isMomentary}. */
    private static final class NotNow extends Exception {
        private static final long serialVersionUID = 1L;

        NotNow() {
            super("not now", null, false, false);
        }
    }

    private static String name(String code) {
        return code.split(" ", 2)[0].toUpperCase(Locale.ROOT);
    }

    /**
     * A refused login. LOGIN only where the host means the credentials: a limit that is taken for a bad password makes
     * a phone ask its user for a new one.
     */
    static BackendException login(Response response) {
        String text = response.toString();
        Kind kind = response.isNO() ? ofLogin(code(text), text.toLowerCase(Locale.ROOT)) : Kind.UNAVAILABLE;
        return new BackendException(kind, "login: the host answers " + shortened(text));
    }

    private static Kind ofLogin(String code, String words) {
        return switch (code.split(" ", 2)[0]) {
            case "AUTHENTICATIONFAILED", "AUTHORIZATIONFAILED", "EXPIRED" -> Kind.LOGIN;
            case "UNAVAILABLE", "INUSE", "LIMIT", "CONTACTADMIN", "SERVERBUG", "PRIVACYREQUIRED" -> Kind.UNAVAILABLE;
            default -> TRY_LATER.stream().anyMatch(words::contains) ? Kind.UNAVAILABLE : Kind.LOGIN;
        };
    }

    static BackendException cut(String operation, Exception cause) {
        String what = cause instanceof SSLException ? "TLS failed: " : "";
        return new BackendException(Kind.UNAVAILABLE, operation + ": " + what + message(cause), cause);
    }

    /** The host hung up with a word. */
    static BackendException bye(ImapRow row, String operation) {
        return new BackendException(Kind.UNAVAILABLE, operation + ": the host hung up: " + words(row));
    }

    /** Hands on an untagged response, unless it is a BYE. What cannot be read is the host's fault, and not one of ours. */
    static void heard(ImapRow row, ImapConnection.Rows rows, String operation) throws BackendException {
        if (row.isContinuation()) return;
        if (row.isBYE()) throw bye(row, operation);
        try {
            rows.row(row);
        } catch (IndexOutOfBoundsException | NumberFormatException nonsense) {
            String text = shortened(row.toString());
            throw new BackendException(
                    Kind.UNAVAILABLE, operation + ": the host's answer makes no sense: " + text, nonsense);
        }
    }

    private static Optional<Kind> byCode(String code) {
        return switch (name(code)) {
            case "NONEXISTENT", "TRYCREATE" -> Optional.of(Kind.FOLDER_GONE);
            case "OVERQUOTA" -> Optional.of(Kind.FULL);
            case "TOOBIG" -> Optional.of(Kind.TOO_LARGE);
            case "NOPERM", "READ-ONLY", "CANNOT", "LIMIT" -> Optional.of(Kind.NOT_ALLOWED);
            case "EXPUNGEISSUED" -> Optional.of(Kind.ITEM_GONE);
            case "INUSE", "UNAVAILABLE", "SERVERBUG", "CORRUPTION", "CONTACTADMIN" -> Optional.of(Kind.UNAVAILABLE);
            default -> Optional.empty();
        };
    }

    private static Kind byWords(ImapRow row, Kind otherwise) {
        if (row.isBAD()) return Kind.UNAVAILABLE;
        String words = row.words().toLowerCase(Locale.ROOT);
        if (otherwise == Kind.FOLDER_GONE && TRY_LATER.stream().anyMatch(words::contains)) return Kind.UNAVAILABLE;
        if (words.contains("no such message")) return Kind.ITEM_GONE;
        if (NO_SUCH_FOLDER.stream().anyMatch(words::contains)) return Kind.FOLDER_GONE;
        if (words.contains("quota")) return Kind.FULL;
        return otherwise;
    }

    private static String code(String text) {
        int open = text.indexOf('[');
        int close = text.indexOf(']', open + 1);
        return open < 0 || close < 0 ? "" : text.substring(open + 1, close).toUpperCase(Locale.ROOT);
    }

    private static String words(ImapRow row) {
        String kind = row.isNO() ? "NO " : row.isBAD() ? "BAD " : "";
        return shortened(kind + row.words());
    }

    private static String shortened(String text) {
        return text.length() <= 300 ? text : text.substring(0, 300) + " ...";
    }

    private static String message(Exception cause) {
        // Angus says "STARTTLS failure" and keeps the reason underneath
        if (cause instanceof ProtocolException && cause.getCause() instanceof Exception reason)
            return cause.getMessage() + ": " + message(reason);
        String message = cause.getMessage();
        String name = cause.getClass().getSimpleName();
        if (cause instanceof IOException && message != null) return shortened(name + ": " + message);
        return shortened(cause.toString());
    }
}
