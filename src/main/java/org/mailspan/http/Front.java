package org.mailspan.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Credentials;
import org.mailspan.event.Event;
import org.mailspan.event.Events;

/** Takes each request from Undertow to a virtual thread of its own and sees that it is answered, whatever happens. */
final class Front implements HttpHandler {
    private static final String EAS = "/microsoft-server-activesync";

    private final EasEndpoint eas;
    private final Optional<Autodiscover> autodiscover;
    private final HttpLimits limits;
    private final Proxies proxies;
    private final Optional<PhoneLogins> certificates;
    private final InFlight inFlight;
    private final Events events;
    private final Failures failures;
    private final ThreadFactory names = Thread.ofVirtual().name("http-", 1).factory();
    private final Executor threads = task -> names.newThread(task).start();

    /** @param certificates empty where phones show none */
    Front(
            EasEndpoint eas,
            Optional<Autodiscover> autodiscover,
            HttpLimits limits,
            Proxies proxies,
            Optional<PhoneLogins> certificates,
            Events events) {
        this.eas = eas;
        this.autodiscover = autodiscover;
        this.limits = limits;
        this.proxies = proxies;
        this.certificates = certificates;
        this.events = events;
        inFlight = new InFlight(limits);
        failures = new Failures(events);
    }

    /**
     * As a Runnable and not as a HttpHandler: Undertow then sees the exchange as handed over for good, and reading and
     * writing take effect at once instead of when the handler returns.
     */
    @Override
    public void handleRequest(HttpServerExchange exchange) {
        exchange.dispatch(threads, () -> serve(new Wire(exchange, limits, proxies, inFlight::closed)));
    }

    private void serve(Wire wire) {
        Optional<InFlight.Place> place = inFlight.enter(wire.network());
        if (place.isEmpty()) {
            answer(wire, Answer.refusal(503, inFlight.closed() ? "the server stops" : "too many requests"));
            return;
        }
        wire.took(place.get());
        take(wire, () -> route(wire));
    }

    /** Each step has a thread of its own: what the one before had on its stack is garbage while this one waits. */
    private void take(Wire wire, Step step) {
        boolean over = true;
        try {
            step.await();
            Optional<Step> next = step.take();
            next.ifPresent(after -> threads.execute(() -> take(wire, after)));
            over = next.isEmpty();
        } catch (Refusal refusal) {
            tell(wire, refusal);
            answer(wire, kept(wire, refusal.answer()));
        } catch (ClientGone gone) {
            wire.abandon();
        } catch (Throwable broken) {
            answer(wire, failures.ours("request", broken));
        } finally {
            if (over) wire.place().close();
        }
    }

    private Optional<Step> route(Wire wire) throws Refusal, IOException, BackendException {
        if (!wire.hasOrigin()) throw new Refusal(400, "X-Forwarded-For ends in what is no address");
        if (certificates.isPresent()) certificates.get().admit(wire);
        String path = wire.path().toLowerCase(Locale.ROOT);
        if (path.equals(EAS) || path.equals(EAS + "/")) return eas.serve(wire);
        if (autodiscover.isEmpty() || !Autodiscover.isAsked(path)) throw new Refusal(404, "nothing here");
        autodiscover.get().serve(wire);
        return Optional.empty();
    }

    /** Somebody looks with a browser: it is to come by HTTPS from then on, also where a person types the name alone. */
    private static Answer kept(Wire wire, Answer answer) {
        boolean browser = wire.method().equals("GET") || wire.method().equals("HEAD");
        return browser && wire.isSecure() ? answer.with("Strict-Transport-Security", "max-age=31536000") : answer;
    }

    private static void answer(Wire wire, Answer answer) {
        try {
            if (wire.isStarted()) throw new ClientGone("half of another answer was sent");
            Responder.send(wire, answer);
        } catch (IOException | BackendException | RuntimeException notSent) {
            wire.abandon();
        }
    }

    private void tell(Wire wire, Refusal refusal) {
        if (refusal.isTold()) return;
        String user = wire.credentials().map(Credentials::user).orElse("");
        int status = refusal.answer().status();
        events.emit(new Event.RequestRefused(wire.address(), Printable.of(user, 100), status, refusal.reason()));
    }

    /**
     * No new requests; what waits is answered.
     *
     * @return whether all were answered in time
     */
    boolean stop(Duration patience) {
        inFlight.close();
        eas.stopHeld();
        return inFlight.awaitEmpty(patience);
    }
}
