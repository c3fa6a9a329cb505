package org.mailspan.http;

import java.net.InetAddress;
import java.time.Duration;
import java.util.HexFormat;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Backends;
import org.mailspan.backend.Backends.Entrance;
import org.mailspan.backend.Credentials;
import org.mailspan.backend.TooManyAttempts;
import org.mailspan.event.Event;
import org.mailspan.event.Events;

/**
 * Lets requests in by their Basic login, which the mail host decides on; and keeps those from asking it who guess.
 * Not by 401, which would have a phone ask its user for another password.
 */
final class Logins {
    private final Backends backends;
    private final Events events;

    Logins(Backends backends, Events events) {
        this.backends = backends;
        this.events = events;
    }

    /** A phone that is told 401 asks its user for a new password, so anything but a clear no is "later" (law 7). */
    Entrance of(Wire wire) throws Refusal {
        Credentials credentials = wire.credentials().orElseThrow(Refusal::challenge);
        String network = network(wire.address());
        try {
            Entrance entrance = backends.login(credentials, network);
            wire.place().of(entrance.backend().account().id());
            return entrance;
        } catch (TooManyAttempts tooMany) {
            throw tooMany(wire, credentials, tooMany.delay());
        } catch (BackendException refused) {
            String reason = Printable.of(String.valueOf(refused.getMessage()), 300);
            if (refused.kind() != BackendException.Kind.LOGIN)
                throw Refusal.told(Answer.refusal(503, "the mail host cannot be asked now"), reason);
            events.emit(new Event.LoginRefused(wire.address(), Printable.of(credentials.user(), 100), reason));
            throw Refusal.told(Answer.refusal(401, "this login is refused"), reason);
        }
    }

    /** A password that was made for one device lets no other in. 401, so that its user is asked for one of its own. */
    void admit(Wire wire, Entrance entrance, String deviceId) throws Refusal {
        if (backends.admits(entrance, deviceId)) return;
        String reason = "the app password of another device than " + deviceId + ", or revoked";
        events.emit(new Event.LoginRefused(
                wire.address(), entrance.backend().account().id(), reason));
        throw Refusal.told(Answer.refusal(401, "this login is refused"), reason);
    }

    private Refusal tooMany(Wire wire, Credentials credentials, Duration delay) {
        String seconds = Long.toString(delay.toSeconds() + 1);
        events.emit(new Event.LoginThrottled(wire.address(), Printable.of(credentials.user(), 100), delay));
        return Refusal.told(
                Answer.refusal(503, "too many wrong passwords").with("Retry-After", seconds),
                "too many wrong passwords; the next one in " + seconds + " s");
    }

    /** One address of IPv4, and of IPv6 what one line gets (64 bits): who has many of those has one. */
    static String network(String address) {
        try {
            byte[] octets = InetAddress.ofLiteral(address).getAddress();
            return HexFormat.of().formatHex(octets, 0, Math.min(octets.length, 8));
        } catch (IllegalArgumentException notAnAddress) {
            return address;
        }
    }
}
