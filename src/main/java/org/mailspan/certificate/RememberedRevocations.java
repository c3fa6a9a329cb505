package org.mailspan.certificate;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lists are kept for a while, since a mailbox of signed mail asks for few of them and often; and so is that a host did
 * not answer, or a phone would wait for it with each mail. Whether a list is still good is not decided here.
 */
public final class RememberedRevocations implements RevocationSource {
    public static final Duration KEPT = Duration.ofMinutes(30);
    public static final Duration FAILURE_KEPT = Duration.ofMinutes(3);
    private static final long MOST_OCTETS = 16 << 20;
    private static final int MOST_ENTRIES = 200;

    private final RevocationSource source;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<URI, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long octets;

    public RememberedRevocations(RevocationSource source, InstantSource clock) {
        this.source = source;
        this.clock = clock;
    }

    private record Kept(Instant until, Optional<byte[]> answer) {
        int octets() {
            return answer.map(octets -> octets.length).orElse(0);
        }
    }

    @Override
    public byte[] answer(URI address, byte[] question) throws IOException {
        if (question.length > 0) return source.answer(address, question);
        Optional<Kept> before = find(address);
        if (before.isPresent())
            return before.get().answer.orElseThrow(() -> new IOException("did not answer a while ago"));
        try {
            byte[] answer = source.answer(address, question);
            keep(address, new Kept(clock.instant().plus(KEPT), Optional.of(answer)));
            return answer;
        } catch (IOException e) {
            keep(address, new Kept(clock.instant().plus(FAILURE_KEPT), Optional.empty()));
            throw e;
        }
    }

    private Optional<Kept> find(URI address) {
        Instant now = clock.instant();
        lock.lock();
        try {
            return Optional.ofNullable(kept.get(address)).filter(one -> !one.until.isBefore(now));
        } finally {
            lock.unlock();
        }
    }

    private void keep(URI address, Kept one) {
        lock.lock();
        try {
            Kept before = kept.put(address, one);
            octets += one.octets() - (before == null ? 0 : before.octets());
            var eldest = kept.entrySet().iterator();
            while (octets > MOST_OCTETS || kept.size() > MOST_ENTRIES) {
                octets -= eldest.next().getValue().octets();
                eldest.remove();
            }
        } finally {
            lock.unlock();
        }
    }
}
